"""The answers' Markdown: what it draws, and what stays text."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.site

CODE = """
const node = document.createElement('div');
node.append(renderMarkdown(arguments[0], (number) => {
  if (number > 3) return null;
  const link = document.createElement('a');
  link.textContent = number;
  return link;
}));
return node.innerHTML.replaceAll('&nbsp;', '~');
"""


@pytest.fixture
def render(browser, source):
    browser.get("about:blank")
    library = source("elements.js") + source("markdown.js")
    return lambda text: browser.execute_script(library + CODE, text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("One\ntwo\n\nthree", "<p>One\ntwo</p><p>three</p>"),
        ("One  \ntwo", "<p>One<br>two</p>"),
        ("**bold** and *slanted*", "<p><strong>bold</strong> and <em>slanted</em></p>"),
        ("__bold__ and _slanted_", "<p><strong>bold</strong> and <em>slanted</em></p>"),
        ("**bold *and* slanted**", "<p><strong>bold <em>and</em> slanted</strong></p>"),
        ("snake_case_name 3 * 4 * 5", "<p>snake_case_name 3 * 4 * 5</p>"),
        ("`code *stays*`", "<p><code>code *stays*</code></p>"),
        ("# Heading", "<p><strong>Heading</strong></p>"),
        ("Nine months [1][2].", "<p>Nine months~<a>1</a><a>2</a>.</p>"),
        ("Nobody knows [9].", "<p>Nobody knows~[9].</p>"),
        (r"\*not\* \[1\] 1\. \<b>", "<p>*not* [1] 1. &lt;b&gt;</p>"),
        ("- one [1]\n- two", "<ul><li>one~<a>1</a></li><li>two</li></ul>"),
        ("2. two\n3) three", '<ol start="2"><li>two</li><li>three</li></ol>'),
        ("- one\n\n- two\n\nafter", "<ul><li>one</li><li>two</li></ul><p>after</p>"),
        ("- one\n  - deep\n- two", "<ul><li>one<ul><li>deep</li></ul></li><li>two</li></ul>"),
        ("Text:\n- one", "<p>Text:</p><ul><li>one</li></ul>"),
        ("> said\n> so\n\nhe", "<blockquote><p>said\nso</p></blockquote><p>he</p>"),
        ("<b>no</b> <!-- x --> &amp;", "<p>&lt;b&gt;no&lt;/b&gt; &lt;!-- x --&gt; &amp;amp;</p>"),
        ("a * b ** c __ d [x] (y) [1", "<p>a * b ** c __ d [x] (y) [1</p>"),
        (
            "[x](https://example.org/a_(b)?c=d)",
            '<p><a href="https://example.org/a_(b)?c=d" target="_blank" rel="noopener">x</a></p>',
        ),
        ("[x](javascript:alert(1))", "<p><span>x</span></p>"),
        ("[x](data:text/html,y)", "<p><span>x</span></p>"),
        ("[x](//example.org)", "<p><span>x</span></p>"),
    ],
)
def test_markdown_becomes(render, text: str, html: str) -> None:
    assert render(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "*a" * 5_000,
        "[a](" * 5_000,
        "> " * 5_000 + "a",
        "- " * 2_000 + "a",
        "**" * 5_000,
        "_a_" * 3_000,
        "[1]" * 3_000,
        "\\" * 10_000,
    ],
)
def test_hostile_text_is_drawn_in_time(render, text: str) -> None:
    assert render(text)

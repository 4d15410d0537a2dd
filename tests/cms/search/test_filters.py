import pytest
from django.utils.html import escape

from assistant.text.tokenizer import fold
from cms.search.facets import Entry, Option, choices, narrow, with_parents
from cms.search.filters import Criteria, Ignored, parse

pytestmark = pytest.mark.unit

KNOWN = {"field": ["building", "welding"], "year": ["2021", "2022"]}


def reasons(parsed):
    return [(item.reason, item.name) for item in parsed.ignored]


def test_what_the_list_has_is_taken_and_the_rest_is_named():
    parsed = parse({"field": ["welding", "magic"], "colour": ["red"], "year": ["2021"]}, KNOWN)
    assert parsed.criteria.chosen == {"field": ("welding",), "year": ("2021",)}
    assert set(parsed.ignored) == {
        Ignored(reason="value", name="field", value="magic"),
        Ignored(reason="name", name="colour", value=""),
    }


def test_two_addresses_that_ask_the_same_become_one():
    one = parse({"year": ["2022", "2021"], "field": ["Welding", "welding"], "page": ["1"]}, KNOWN)
    other = parse({"field": ["welding"], "q": ["  "], "year": ["2021", "2022"]}, KNOWN)
    assert one.criteria == other.criteria
    assert one.criteria.query() == "?field=welding&year=2021&year=2022"


@pytest.mark.parametrize("page", ["0", "-1", "abc", "1e3", "٣", "99999999999999999999", "1.5"])
def test_what_is_no_page_number_gives_the_first_page_and_is_named(page):
    parsed = parse({"page": [page]}, KNOWN)
    assert parsed.criteria.page == 1
    assert reasons(parsed) == [("page", "page")]


def test_a_large_page_number_is_a_number():
    assert parse({"page": ["10000"]}, KNOWN).criteria.page == 10000


def test_words_are_tidied_and_words_nobody_types_are_left_out():
    assert parse({"q": ["  a \t b "]}, KNOWN).criteria.words == "a b"
    for words in ("a\x00b", "x" * 201):
        parsed = parse({"q": [words]}, KNOWN)
        assert parsed.criteria.words == ""
        assert parsed.ignored[0].name == "q"


def test_what_is_shown_of_a_wrong_value_is_short_and_has_no_invisible_characters():
    parsed = parse({"field": ["\u202eevil\x00" + "x" * 500]}, KNOWN)
    [ignored] = parsed.ignored
    assert ignored.value.startswith("evil x")
    assert len(ignored.value) == 41
    assert "\u202e" not in ignored.value


def test_what_newsletters_add_to_links_is_not_worth_a_word():
    assert parse({"utm_source": ["x"], "fbclid": ["y"]}, KNOWN).ignored == ()


def test_a_thousand_values_of_one_filter_cost_no_more_than_fifty():
    parsed = parse({"field": [f"no-{number}" for number in range(1000)]}, KNOWN)
    assert len(parsed.ignored) == 50


def test_a_choice_can_be_taken_back_and_the_list_begins_anew():
    criteria = Criteria(words="iron", chosen={"field": ("building", "welding")}, page=3)
    assert criteria.without("field", "building").query() == "?q=iron&field=welding"
    assert criteria.without("q").query() == "?field=building&field=welding"
    assert criteria.query(4).endswith("&page=4")


def test_an_address_is_quoted():
    criteria = Criteria(words='"><script>', chosen={"field": ("kaynakçılık",)})
    assert criteria.query() == "?q=%22%3E%3Cscript%3E&field=kaynak%C3%A7%C4%B1l%C4%B1k"
    assert escape(criteria.query()).count("<") == 0


def entry(pk, text="", **values):
    return Entry(
        pk=pk, values={name: frozenset(found) for name, found in values.items()}, text=fold(text)
    )


ENTRIES = [
    entry(1, "Kaynakçılık okulu", field=["welding"], year=["2021", "2022"]),
    entry(2, "Welding and building", field=["welding", "building"], year=["2022"]),
    entry(3, "职业教育中心", field=["building"], year=["2021"]),
    entry(4, "Nothing in particular"),
]
FILTERS = ["field", "year"]


def kept(**criteria):
    return [found.pk for found in narrow(ENTRIES, Criteria(**criteria), FILTERS).entries]


def test_values_of_one_filter_widen_and_filters_narrow():
    assert kept() == [1, 2, 3, 4]
    assert kept(chosen={"field": ("welding", "building")}) == [1, 2, 3]
    assert kept(chosen={"field": ("welding",), "year": ("2021",)}) == [1]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("KAYNAKCILIK", [1]),
        ("职业教育", [3]),
        ("building welding", [2]),
        ("wood", []),
        ("?!", [1, 2, 3, 4]),
    ],
)
def test_all_words_must_be_there_in_any_script_and_spelling_of_letters(words, found):
    assert kept(words=words) == found


def test_counts_are_those_beside_the_other_filters_as_an_independent_count_finds():
    for chosen in ({}, {"field": ("welding",)}, {"field": ("building",), "year": ("2021",)}):
        counts = narrow(ENTRIES, Criteria(chosen=chosen), FILTERS).counts
        for name in FILTERS:
            others = {key: values for key, values in chosen.items() if key != name}
            for value in KNOWN[name]:
                alone = {**others, name: (value,)}
                assert counts[name][value] == len(kept(chosen=alone)), (chosen, name, value)


def test_only_choices_that_lead_somewhere_are_offered_and_those_taken():
    options = [Option(value=value, label=value) for value in ("a", "b", "c")]
    offered = choices(options, {"a": 2}, ["c"])
    assert [(choice.option.value, choice.count, choice.chosen) for choice in offered] == [
        ("a", 2, False),
        ("c", 0, True),
    ]


def test_a_circle_of_parents_ends():
    assert with_parents(1, {1: 2, 2: 3, 3: 1}) == [1, 2, 3]
    assert with_parents(1, {1: 9}) == [1]

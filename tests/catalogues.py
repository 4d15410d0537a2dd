"""The message catalogues of the interface: complete, sound and compiled in every language?

`python -m tests.catalogues` says what is wrong and ends with 1; with `--write` it first brings the
catalogues up to the sources: new strings come in untranslated, those no longer used go. Needs GNU
gettext. The compiled catalogues are kept, so that setting the hub up needs none.

There are two catalogues a language: the assistant's travels with it to other sites, the other one
holds what `bots` and `cms` say. Their .po files name source files and no lines or dates, so that
they change only when a string does.
"""

from __future__ import annotations

import argparse
import gettext
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf.locale import LANG_INFO
from django.utils.translation import to_locale

from cms.settings.base import LANGUAGE_CODE, LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("assistant", "bots", "cms")
ASSISTANT, SITE = "assistant/locale", "locale"

_ONE_FORM = "nplurals=1; plural=0;"
_MILLIONS = "n != 0 && n % 1000000 == 0 ? 1 : 2"
#: Plural forms by language code, as Unicode's CLDR has them for whole numbers.
PLURAL_FORMS = {
    "ar": "nplurals=6; plural=n == 0 ? 0 : n == 1 ? 1 : n == 2 ? 2 : n % 100 >= 3 && n % 100 <= 10"
    " ? 3 : n % 100 >= 11 ? 4 : 5;",
    "es": f"nplurals=3; plural=n == 1 ? 0 : {_MILLIONS};",
    "fr": f"nplurals=3; plural=n == 0 || n == 1 ? 0 : {_MILLIONS};",
    "id": _ONE_FORM,
    "km": _ONE_FORM,
    "ru": "nplurals=3; plural=n % 10 == 1 && n % 100 != 11 ? 0 : n % 10 >= 2 && n % 10 <= 4"
    " && (n % 100 < 12 || n % 100 > 14) ? 1 : 2;",
    "th": _ONE_FORM,
    "tr": "nplurals=2; plural=n != 1;",
    "vi": _ONE_FORM,
    "zh-hans": _ONE_FORM,
}

#: What a translation has to keep: %(name)s, a bare %, {name}, and HTML tags.
_FIXED = re.compile(r"%\(\w+\)[a-z]|%%|%|\{\w*\}|</?[a-z][^>]*>")

_Key = tuple[str, str, str]


def languages() -> list[str]:
    """The codes of the site's languages that need a catalogue: all but that of the sources."""
    return [code for code, _name in LANGUAGES if code != LANGUAGE_CODE]


def path_of(catalogue: str, language: str, root: Path = ROOT) -> Path:
    """The .po file of a catalogue in a language; the compiled one lies beside it."""
    return root / catalogue / to_locale(language) / "LC_MESSAGES" / "django.po"


def collect(root: Path = ROOT) -> dict[str, polib.POFile]:
    """The strings of the sources, untranslated, by catalogue.

    Raises RuntimeError where Django's `makemessages` can't do its work, say for want of gettext.
    """
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        for source in SOURCES:
            # `makemessages` writes into the tree it reads, and into the nearest `locale` folder.
            unread = shutil.ignore_patterns("locale", "static", "node_modules", "__pycache__")
            shutil.copytree(root / source, copy / source, ignore=unread)
        for catalogue in (ASSISTANT, SITE):
            (copy / catalogue).mkdir(parents=True)
        environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
        command = [
            sys.executable,
            "-m",
            "django",
            "makemessages",
            "--verbosity=0",
            "--locale=en",
            "--add-location=file",
        ]
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr.strip())
        found = {
            catalogue: polib.pofile(str(path_of(catalogue, "en", copy)))
            for catalogue in (ASSISTANT, SITE)
        }
    _add_language_names(found[SITE])
    return found


def _add_language_names(template: polib.POFile) -> None:
    """Names by which the site calls its languages: Django's own are missing or wrong for some."""
    for code, _name in LANGUAGES:
        name = LANG_INFO[code]["name"]
        if not template.find(name):
            place = [("cms/settings/base.py", "")]
            template.append(polib.POEntry(msgid=name, occurrences=place))


def update(po: polib.POFile, template: polib.POFile, language: str) -> polib.POFile:
    """The strings of `template`, in its order, with the translations that `po` has for them."""
    old = {_key(entry): entry for entry in po if not entry.obsolete}
    new = polib.POFile(wrapwidth=99, check_for_duplicates=True)
    new.metadata = {
        "Project-Id-Version": "TVET Hub",
        "Language": to_locale(language),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS[language],
    }
    for wanted in template:
        known = old.get(_key(wanted))
        entry = polib.POEntry(
            msgctxt=wanted.msgctxt,
            msgid=wanted.msgid,
            msgid_plural=wanted.msgid_plural,
            occurrences=wanted.occurrences,
            comment=wanted.comment,
            flags=[flag for flag in wanted.flags if flag != "fuzzy"],
        )
        if known:
            entry.tcomment, entry.msgstr = known.tcomment, known.msgstr
            entry.flags += ["fuzzy"] if known.fuzzy else []
        if wanted.msgid_plural:
            forms = known.msgstr_plural if known else {}
            entry.msgstr_plural = {n: forms.get(n, "") for n in range(_forms(language))}
        new.append(entry)
    return new


def problems(
    po: polib.POFile, mo: polib.MOFile | None, template: polib.POFile, language: str
) -> Iterator[str]:
    """What is wrong with a language's catalogue and its compiled form, a line each."""
    wanted, present = {_key(entry) for entry in template}, {_key(entry) for entry in po}
    yield from (f"not in the catalogue: {key[1]!r}" for key in sorted(wanted - present))
    yield from (f"no longer in the sources: {key[1]!r}" for key in sorted(present - wanted))
    if po.metadata.get("Plural-Forms") != PLURAL_FORMS[language]:
        yield f"its Plural-Forms should be {PLURAL_FORMS[language]!r}"
    for entry in po:
        yield from (f"{what}: {entry.msgid!r}" for what in _faults(entry, language))
    if mo is None or _compiled(mo) != _compiled(po):
        yield "not compiled since it was changed"


def _faults(entry: polib.POEntry, language: str) -> Iterator[str]:
    if entry.obsolete:
        yield "obsolete"
    if entry.fuzzy:
        yield "fuzzy"
    if not entry.msgid_plural:
        if not entry.msgstr.strip():
            yield "not translated"
        elif _fixed(entry.msgstr) != _fixed(entry.msgid):
            yield "other placeholders or tags than in the original"
        return
    if sorted(entry.msgstr_plural) != list(range(_forms(language))):
        yield f"should have {_forms(language)} plural forms"
    for number, text in sorted(entry.msgstr_plural.items()):
        fixed, original = _fixed(text), _fixed(entry.msgid_plural)
        if not text.strip():
            yield f"plural form {number} not translated"
        # "One person" may do without the figure; a form that serves several numbers may not.
        elif fixed != original and not (fixed < original and _serves_one(number, language)):
            yield f"other placeholders or tags in plural form {number} than in the original"


def _fixed(text: str) -> set[str]:
    return set(_FIXED.findall(text))


def _forms(language: str) -> int:
    return int(PLURAL_FORMS[language].removeprefix("nplurals=").partition(";")[0])


def _serves_one(form: int, language: str) -> bool:
    rule = PLURAL_FORMS[language].partition("plural=")[2].rstrip(";")
    choose = gettext.c2py(rule)  # type: ignore[attr-defined]  # not in the type stubs
    return sum(choose(number) == form for number in range(1001)) == 1


def _key(entry: polib.POEntry | polib.MOEntry) -> _Key:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


def _compiled(file: polib.POFile | polib.MOFile) -> tuple[dict, dict]:
    texts = {
        _key(entry): entry.msgstr_plural or entry.msgstr for entry in file.translated_entries()
    }
    return dict(file.metadata), texts


def check(root: Path = ROOT) -> list[str]:
    """Everything that is wrong, a line each; empty if nothing is. Raises as `collect` does."""
    found = []
    for catalogue, template in collect(root).items():
        known = {to_locale(language) for language in languages()}
        for folder in sorted((root / catalogue).glob("*/")):
            if folder.name not in known:
                found.append(f"{catalogue}/{folder.name}: not a language of the site")
        for language in languages():
            path = path_of(catalogue, language, root)
            where = path.relative_to(root).as_posix()
            if not path.exists():
                found.append(f"{where}: missing")
                continue
            compiled = path.with_suffix(".mo")
            mo = polib.mofile(str(compiled)) if compiled.exists() else None
            wrong = problems(polib.pofile(str(path)), mo, template, language)
            found += [f"{where}: {line}" for line in wrong]
    return found


def write(root: Path = ROOT) -> None:
    """Bring every catalogue up to the sources and compile it. Raises as `collect` does."""
    for catalogue, template in collect(root).items():
        for language in languages():
            path = path_of(catalogue, language, root)
            path.parent.mkdir(parents=True, exist_ok=True)
            old = polib.pofile(str(path)) if path.exists() else polib.POFile()
            po = update(old, template, language)
            po.save(str(path))
            po.save_as_mofile(str(path.with_suffix(".mo")))


def main() -> int:
    """Run as a command; returns its exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.catalogues")
    parser.add_argument("--write", action="store_true", help="bring the catalogues up to date")
    options = parser.parse_args()
    try:
        if options.write:
            write()
        found = check()
    except RuntimeError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("".join(f"{line}\n" for line in found))
    sys.stdout.write(f"{len(found)} problems in the catalogues\n" if found else "Complete.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

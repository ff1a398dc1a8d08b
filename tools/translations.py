"""`./dev i18n`: the translation template and the translations, brought up to date with
the code.

Needs the package polib; `./dev` runs this module where that is installed.
"""

import argparse
import sys

import polib

from . import bootstrap, instance, logs, processes, template
from .console import Stop, complain, say, step
from .paths import ADDON, ROOT

FOLDER = ROOT / "i18n"
TEMPLATE = FOLDER / f"{ADDON}.pot"
LANGUAGES = {"vi": "nplurals=1; plural=0;"}
# no dates and no names: the files change only when a term does
HEADER = {
    "Project-Id-Version": f"{ADDON} 19.0",
    "Report-Msgid-Bugs-To": "",
    "Last-Translator": "",
    "Language-Team": "",
    "Language": "",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "",
}


def main(arguments):
    """Write the files, or with --check only compare them; returns 1 when the check
    finds something.
    """
    parser = argparse.ArgumentParser(
        prog="./dev i18n",
        description=f"Export i18n/{ADDON}.pot from the addon and bring the "
        f"translations ({', '.join(LANGUAGES)}) up to date.",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; exit code 1 where something is out of date",
    )
    options = parser.parse_args(arguments)
    terms = export()
    wanted = {TEMPLATE: normalised(terms, HEADER)}
    for language, plurals in LANGUAGES.items():
        path = FOLDER / f"{language}.po"
        wanted[path] = merged(
            path, terms, {**HEADER, "Language": language, "Plural-Forms": plurals}
        )
    if options.check:
        return check(wanted)
    FOLDER.mkdir(exist_ok=True)
    for path, catalogue in wanted.items():
        path.write_text(str(catalogue) + "\n", encoding="utf-8")
        say(
            f"{path.relative_to(ROOT)}: {len(catalogue)} terms{missing_note(catalogue)}"
        )
    return 0


def export():
    """The addon's terms, as Odoo finds them in a database that has it without demo
    data.
    """
    place = instance.claim("i18n", bootstrap.ensure(), careful=False)
    template.provide(place, anew=True)
    found = place.folder / f"{ADDON}.pot"
    found.unlink(missing_ok=True)
    database = instance.scratch_database(place)
    with step("Exporting terms"), place.server.in_use():
        try:
            run_odoo(
                place,
                database,
                "-d",
                database,
                "-i",
                ADDON,
                "--stop-after-init",
                "--no-http",
            )
            run_odoo(
                place,
                database,
                "i18n",
                "export",
                "-d",
                database,
                "-l",
                "pot",
                "-o",
                found,
                ADDON,
            )
        finally:
            instance.drop_scratch(place, database)
    return polib.pofile(str(found))


def run_odoo(place, database, *arguments):
    """Run Odoo to its end; stop with its log when it fails."""
    child = processes.start_logged(
        place.odoo(*arguments), env=place.environment(database=database)
    )
    lines = []
    if logs.follow(child, place.log, [lines.append]):
        raise Stop(
            "Odoo could not export the addon's terms:\n" + "\n".join(lines[-30:])
        )


def normalised(catalogue, header):
    """The catalogue with a stable header, order and layout."""
    fresh = polib.POFile(wrapwidth=78)
    fresh.header = (
        "Translation of Odoo Server.\n"
        "This file contains the translation of the following modules:\n"
        f"\t* {ADDON}\n"
    )
    fresh.metadata = {
        name: value for name, value in header.items() if value or name != "Language"
    }
    entries = [entry for entry in catalogue if not entry.obsolete]
    for entry in sorted(
        entries,
        key=lambda entry: (entry.msgid.casefold(), entry.msgid, entry.msgctxt or ""),
    ):
        entry.occurrences = sorted(set(entry.occurrences))
        fresh.append(entry)
    return fresh


def merged(path, terms, header):
    """The translations in a file for the terms there are now; terms that are gone leave
    it.
    """
    known = polib.pofile(str(path)) if path.exists() else polib.POFile()
    known.merge(terms)
    return normalised(known, header)


def check(wanted):
    """Tell what is out of date or untranslated; returns 1 when anything is."""
    faults = []
    for path, catalogue in wanted.items():
        name = path.relative_to(ROOT)
        if (
            not path.exists()
            or path.read_text(encoding="utf-8") != str(catalogue) + "\n"
        ):
            faults.append(f"{name} is out of date: run ./dev i18n")
        if path != TEMPLATE:
            faults += [
                f"{name}: not translated: {entry.msgid!r}"
                for entry in unfinished(catalogue)
            ]
    for fault in faults:
        complain(fault)
    return 1 if faults else 0


def unfinished(catalogue):
    """The entries without a translation, or with one that is marked as a guess."""
    return [entry for entry in catalogue if not entry.translated()]


def missing_note(catalogue):
    """ ", 3 to translate" for a translation that lacks some."""
    count = len(unfinished(catalogue)) if catalogue.metadata.get("Language") else 0
    return f", {count} to translate" if count else ""


if __name__ == "__main__":
    from .cli import guarded

    sys.exit(guarded(main, sys.argv[1:]))

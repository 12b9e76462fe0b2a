"""Bring the translations up to date: collect the texts, update each catalogue, compile it.

Run by ``python3 dev.py translate``. Texts that are new are left empty in the
``.po`` files for people to fill; running it again compiles what they wrote.
"""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "resources" / "locale"
LANGUAGES = {"de": "German", "es": "Spanish", "fr": "French", "nl": "Dutch"}
WORDS = {"_": None, "mark": None, "plural": (1, 2), "mark_plural": (1, 2)}
WIDTH = 100


def texts_in_code() -> Catalog:
    """Return every text that the code marks for translation, with the modules it stands in."""
    texts = Catalog(project="Urban Security Planner", fuzzy=False)
    for part in ("planner", "ui"):
        for module, _line, text, _comments, _context in extract_from_dir(
            str(ROOT / part), [("**.py", "python")], keywords=WORDS
        ):
            texts.add(text, locations=[(f"{part}/{Path(module).as_posix()}", None)])
    return texts


def main() -> None:
    texts = texts_in_code()
    for language, name in LANGUAGES.items():
        path = LOCALE / language / "LC_MESSAGES" / "planner.po"
        catalogue = _read(path, language)
        catalogue.update(texts, no_fuzzy_matching=True)
        catalogue.header_comment = (
            f"# Urban Security Planner: {name}, in the words of the glossary."
        )
        with path.open("wb") as file:
            write_po(file, catalogue, sort_by_file=True, ignore_obsolete=True, width=WIDTH)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, _read(path, language))
        left = sum(1 for message in catalogue if message.id and not any(message.string or ""))
        print(f"{name}: {len(catalogue)} texts, {left} to be translated")


def _read(path: Path, language: str) -> Catalog:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        return Catalog(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


if __name__ == "__main__":
    main()

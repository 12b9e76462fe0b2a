"""Columns that speak of persons, which an incident file must not have.

The product works on places and times. A file with names, birth dates or
suspects is refused as a whole: whoever exports it again without them has
decided, and nothing personal passes through here by oversight.
"""

import re
import unicodedata
from collections.abc import Sequence

from planner.errors import SafeguardError
from planner.texts import _

MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
CALLED = re.compile(r"[^\W\d_]+(?:[ '.-]+[^\W\d_]+|, *[^\W\d_]+)+\.?")
STREET = re.compile(
    r"(?:street|road|lane|close|avenue|drive|way|court|place|park|square|gardens|crescent|terrace"
    r"|hill|view|grove|walk|row|rue|stra(?:ss|ß)e|str\.?|weg|platz|allee|ring|calle|plaza|laan"
    r"|straat|plein|st|ave|rd|blvd|area|station|centre|center|burglary|theft|robbery|assault)\b",
    re.IGNORECASE,
)

# Words of a column name (lower case, without accents) that alone make it personal.
PERSON_WORDS = frozenset(
    """
    suspect suspects susp offender offenders perpetrator perpetrators accused arrestee defendant
    victim victims vic vict witness witnesses complainant culprit
    tater taeter tatverdachtig tatverdachtige tatverdachtiger tatverdaechtige tatverdaechtiger
    verdachtiger verdaechtiger beschuldigte beschuldigter opfer geschadigte geschadigter
    geschaedigte geschaedigter zeuge zeugen
    victime victimes temoin auteur auteurs prevenu
    sospechoso sospechosos imputado victima victimas testigo
    verdachte verdachten dader daders slachtoffer slachtoffers getuige
    sospettato vittima autore testimone
    surname forename firstname lastname fullname givenname familyname middlename maiden
    vorname vornamen nachname nachnamen familienname geburtsname
    prenom prenoms apellido apellidos voornaam achternaam cognome
    dob birth birthdate birthday birthplace born geburt geburtsdatum geburtstag geburtsort geboren
    naissance nacimiento geboorte geboortedatum nascita
    nationality staatsangehorigkeit staatsangehoerigkeit nationalite nacionalidad nationaliteit
    ethnicity ethnie etnia etniciteit ssn passport ausweisnummer personalausweis bsn nino
    email mail telefon phone telephone handy mobile telefono telefoon
    """.split()  # noqa: SIM905
)
PERSON_PAIRS = (
    r"(first|last|full|given|family|middle|maiden|person|persons) names?",
    r"names? (of )?(person|owner|caller|reporter|resident)",
    r"(person|owner|caller|reporter|resident)s? name",
    r"mis(e|es)? en cause",
    r"ne e? ?le",
    r"date of birth|birth (date|day|year)|year of birth",
    r"geb (dat|datum|ort|jahr)",
    r"(national|social security|identity|id card|passport) (id|no|nr|number|insurance number)",
)
WHOLE_NAME = "race|sex|gender|geschlecht|sexe|sexo|geslacht|geb|age group|altersgruppe"
BARE_NAME = "name|names|nom|noms|nombre|naam|namen|nome|person|persons"


class PersonColumnsError(SafeguardError):
    """An incident file speaks of persons; it is refused."""

    code = "person_columns"

    def __init__(self, columns: Sequence[str]) -> None:
        super().__init__(
            _("The file was not imported."),
            _("These columns look as if they speak of persons: {columns}.").format(
                columns=", ".join(columns)
            ),
            _("Save a copy without them: forecasts here speak of places, never of people."),
        )
        self.columns = tuple(columns)


def refuse_persons(columns: Sequence[str], preview: Sequence[Sequence[str]]) -> None:
    """Raise `PersonColumnsError` if a column's name or content speaks of persons."""
    found = [
        name
        for place, name in enumerate(columns)
        if is_personal(name, [row[place] for row in preview if place < len(row)])
    ]
    if found:
        raise PersonColumnsError(found)


def is_personal(name: str, values: Sequence[str] = ()) -> bool:
    """Whether a column of this name and content speaks of persons."""
    words = folded(name).split()
    said = " ".join(words)
    if PERSON_WORDS & set(words) or re.fullmatch(WHOLE_NAME, said):
        return True
    if any(re.search(rf"\b(?:{pair})\b", said) for pair in PERSON_PAIRS):
        return True
    bare = bool(re.fullmatch(BARE_NAME, said))
    filled = [value for value in values if value.strip()]
    if not filled:
        return bare
    if sum(bool(MAIL.search(value)) for value in filled) > len(filled) / 20:
        return True
    return bare and _called(filled)


def folded(name: str) -> str:
    """Return a column name as lower-case words without accents.

    >>> folded("TatverdächtigeGeburtsdatum_1")
    'tatverdachtige geburtsdatum 1'
    """
    apart = re.sub(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])", " ", name)
    plain = unicodedata.normalize("NFKD", apart.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z]+|\d+", plain))


def _called(values: Sequence[str]) -> bool:
    """Whether the values of a column called "name" are those of people, not of places."""
    people = [v for v in values if CALLED.fullmatch(v.strip()) and not STREET.search(v)]
    return len(people) > len(values) / 2 and len(set(people)) > len(values) / 5

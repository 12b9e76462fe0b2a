"""A file that speaks of persons stays outside."""

import pytest

from planner.errors import SafeguardError
from planner.io.persons import PersonColumnsError, is_personal, refuse_persons


@pytest.mark.parametrize(
    "name",
    [
        *("first_name", "LastName", "SURNAME", "Full Name", "suspect_id", "SuspectAge", "OFFENDER"),
        *("victim sex", "Vict Age", "VIC_RACE", "DOB", "date_of_birth", "Birth Date", "arrestee"),
        *("Vorname", "Nachname", "TatverdächtigeAnzahl", "Beschuldigter", "Geburtsdatum", "Opfer"),
        *("geb_dat", "prénom", "Nom de la victime", "date de naissance", "mis en cause", "auteur"),
        *("apellidos", "fecha_nacimiento", "sospechoso", "achternaam", "verdachte", "slachtoffer"),
        *("e-mail", "Phone", "nationality", "Staatsangehörigkeit", "sex", "Race", "passport no"),
    ],
)
def test_a_column_named_after_persons_is_personal(name):
    assert is_personal(name)


@pytest.mark.parametrize(
    "name",
    [
        *("street_name", "ward_name", "PGR_NAME", "community", "Borough", "Location Description"),
        *("x", "lat", "Date", "Primary Type", "Arrest", "Beat", "Falls within", "Reported by"),
        *("LSOA name", "Last outcome category", "call_group_type", "sex_crime", "Straße", "month"),
        *("ANGELEGT_AM", "TATZEIT_ANFANG_DATUM", "LOR", "SCHADENSHOEHE", "ART_DES_FAHRRADS"),
        *("IstRad", "UWOCHENTAG", "Bemerkung", "modus", "objet", "weapon", "victimisation_rate"),
    ],
)
def test_columns_of_places_times_and_offences_are_not(name):
    assert not is_personal(name, ["Hathersage Close", "Milford Close", "High Street"])


def test_a_bare_name_is_judged_by_what_it_holds():
    assert is_personal("name", ["Ada Lovelace", "Grace Hopper", "Alan M. Turing"])
    assert is_personal("Name", ["Lovelace, Ada", "Hopper, Grace"])
    assert not is_personal("name", ["Hathersage Close", "Milford Road", "Market Square"])
    assert not is_personal("name", ["Burglary dwelling"] * 20)


def test_mail_addresses_in_any_column_are_personal():
    assert is_personal("remark", ["ada@example.org", "", "call back"])


def test_the_refusal_names_the_columns_and_never_their_content():
    with pytest.raises(PersonColumnsError) as caught:
        refuse_persons(["x", "suspect"], [["1", "Ada Lovelace"]])

    assert isinstance(caught.value, SafeguardError)
    assert caught.value.exit_code == 4
    assert "suspect" in str(caught.value)
    assert "Ada" not in str(caught.value)

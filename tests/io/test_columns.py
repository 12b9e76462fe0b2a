"""What columns mean is found in files as offices write them, in several languages."""

import pytest

from planner.io.incidents import suggest
from planner.io.tables import open_table


def found(folder, head, *rows):
    path = folder / "table.csv"
    path.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    looked = suggest(open_table(path))
    columns = {name: s.value for name, s in looked.columns.items() if s.value}
    return columns, looked


@pytest.mark.parametrize(
    ("head", "row", "expected"),
    [
        (
            "Crime ID,Month,Falls within,Longitude,Latitude,LSOA code,Crime type",
            "ab{d},2022-{m},Police,-1.1{d},52.9{d},E0101,Burglary",
            {"x": "Longitude", "y": "Latitude", "date": "Month", "type": "Crime type"},
        ),
        (
            "Date,IUCR,Primary Type,Arrest,X Coordinate,Y Coordinate,Updated On,Latitude,Longitude",
            "{m}/{d}/2015 07:44:00 PM,06,BURGLARY,no,11446{d},19035{d},02/10/2018,41.8{d},-87.7{d}",
            {"x": "Longitude", "y": "Latitude", "date": "Date", "type": "Primary Type"},
        ),
        (
            "CMPLNT_FR_DT,CMPLNT_FR_TM,CMPLNT_TO_DT,CMPLNT_TO_TM,RPT_DT,OFNS_DESC,Latitude,Longitude",
            "{m}/{d}/2021,10:00:00,{m}/{d}/2021,18:00:00,{m}/{d}/2021,BURGLARY,40.7{d},-73.9{d}",
            {
                "date": "CMPLNT_FR_DT",
                "time": "CMPLNT_FR_TM",
                "recorded": "RPT_DT",
                "date_to": "CMPLNT_TO_DT",
                "time_to": "CMPLNT_TO_TM",
                "x": "Longitude",
            },
        ),
        (
            "OFFENSE_CODE,OFFENSE_CODE_GROUP,OCCURRED_ON_DATE,YEAR,MONTH,HOUR,Lat,Long",
            "00520,Burglary,2018-{m}-{d} 13:45:00,2018,{m},13,42.3{d},-71.1{d}",
            {"type": "OFFENSE_CODE_GROUP", "date": "OCCURRED_ON_DATE", "x": "Long"},
        ),
        (
            "datum;tijd;soort;x_rd;y_rd;wijk",
            "{d}-{m}-2021;13:15;woninginbraak;1200{d};4850{d};Centrum",
            {"x": "x_rd", "y": "y_rd", "date": "datum", "time": "tijd", "area": "wijk"},
        ),
        (
            "date_fait;heure;type_infraction;x_l93;y_l93;commune",
            "{d}/{m}/2021;13h15;cambriolage;6520{d},5;68620{d},5;75056",
            {"x": "x_l93", "date": "date_fait", "time": "heure", "type": "type_infraction"},
        ),
        (
            "Tatzeit von;Tatzeit bis;Delikt;Rechtswert;Hochwert;angelegt am",
            "{d}.{m}.2021 22:00;{d}.{m}.2021 23:30;WED;45900{d};58150{d};{d}.{m}.2021",
            {
                "x": "Rechtswert",
                "y": "Hochwert",
                "date": "Tatzeit von",
                "date_to": "Tatzeit bis",
                "recorded": "angelegt am",
                "type": "Delikt",
            },
        ),
        (
            "fecha;hora;tipo;longitud;latitud;barrio",
            "{d}/{m}/2021;13:15;hurto;-3,7{d};40,4{d};Sol",
            {"x": "longitud", "y": "latitud", "date": "fecha", "time": "hora", "type": "tipo"},
        ),
    ],
    ids=["uk", "chicago", "newyork", "boston", "dutch", "french", "german", "spanish"],
)
def test_columns_are_understood(tmp_path, head, row, expected):
    rows = [row.format(d=f"{1 + n % 28:02}", m=f"{1 + n % 12:02}") for n in range(40)]

    columns, looked = found(tmp_path, head, *rows)

    assert {name: columns.get(name) for name in expected} == expected
    assert looked.form.sure


def test_a_date_with_its_own_time_needs_no_other_column(tmp_path):
    rows = [f"2018-01-{n:02} 13:45:00,13,42.3,-71.1" for n in range(1, 20)]

    columns, _looked = found(tmp_path, "date,hour,lat,lon", *rows)

    assert "time" not in columns


def test_two_columns_that_could_both_be_the_date_are_a_question(tmp_path):
    rows = [f"2018-01-{n:02},2018-02-{n:02},42.3,-71.1" for n in range(1, 20)]

    _columns, looked = found(tmp_path, "date,day,lat,lon", *rows)

    assert looked.open_questions()["date"].candidates == ("date", "day")


def test_running_numbers_are_no_offence_types(tmp_path):
    rows = [f"{n},2018-01-{n:02},42.3,-71.1" for n in range(1, 20)]

    columns, _looked = found(tmp_path, "offense id,date,lat,lon", *rows)

    assert "type" not in columns

"""Tables in any writing come in as the same columns, or are refused with a reason."""

import codecs
import gzip
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import NoFileError
from planner.io.recognise import UnreadableFileError
from planner.io.tables import NoSuchColumnError, Wanted, Writing, open_table
from planner.progress import Cancelled

ROWS = [["x", "y", "Straße"], ["1.5", "2", "Am Großen Tor"], ["3", "4.25", "Ring"]]
PLAIN = "\r\n".join(",".join(row) for row in ROWS)
COMMAS = "\n".join(";".join(cell.replace(".", ",") for cell in row) for row in ROWS)


def write(folder, content, name="table.csv"):
    path = folder / name
    path.write_bytes(content)
    return path


def read(table, numbers=("x", "y"), words=("Straße",)):
    pieces = list(table.read(Wanted(numbers, words)))
    columns = {n: [v for p in pieces for v in p.columns[n]] for n in (*numbers, *words)}
    return pieces[0].first, columns


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        codecs.BOM_UTF8 + PLAIN.encode(),
        PLAIN.encode("cp1252"),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
        PLAIN.replace("\r\n", "\r").encode(),
        PLAIN.replace("\r\n", "\n").replace(",", "\t").encode(),
        PLAIN.replace(",", "|").encode(),
        COMMAS.encode("cp1252"),
        gzip.compress(PLAIN.encode()),
        PLAIN.replace("Am Großen Tor", "Am Großen\0\0 Tor").encode(),
    ],
    ids=[
        "utf8",
        "bom",
        "cp1252",
        "utf16",
        "utf16le",
        "cr",
        "tab",
        "bar",
        "decimalcomma",
        "gzip",
        "nul",
    ],
)
def test_every_writing_gives_the_same_columns(tmp_path, content):
    table = open_table(write(tmp_path, content))

    first, columns = read(table)

    assert table.columns == ("x", "y", "Straße")
    assert columns == {"x": [1.5, 3], "y": [2, 4.25], "Straße": ["Am Großen Tor", "Ring"]}
    assert first == 2


def test_what_was_left_out_is_said(tmp_path):
    assert "NUL" in open_table(write(tmp_path, b"a,b\n1,\x00x\x00\n")).notes[0]


def test_a_quoted_line_end_stays_inside_its_row(tmp_path):
    path = write(tmp_path, b'x,note\n1,"first\n""second"", line"\n2,end\n')

    _first, columns = read(open_table(path), ["x"], ["note"])

    assert columns == {"x": [1, 2], "note": ['first\n"second", line', "end"]}


def test_rows_above_the_header_are_passed_over_but_counted(tmp_path):
    path = write(tmp_path, b"Report of burglaries\n\nx,y,type\n1,2,a\n3,4,b\n")

    table = open_table(path)

    assert table.columns == ("x", "y", "type")
    assert read(table, ["x"], [])[0] == 4


def test_columns_without_a_header_get_names(tmp_path):
    table = open_table(
        write(tmp_path, b"365535.5,563965.2,01/01/2014\n354282.5,565699,02/01/2014\n")
    )

    assert table.columns == ("Column 1", "Column 2", "Column 3")
    assert read(table, ["Column 1"], [])[1] == {"Column 1": [365535.5, 354282.5]}


def test_rows_that_are_too_long_or_too_short_are_noticed(tmp_path):
    table = open_table(write(tmp_path, b"x,y\n1,2\n3,4,5,6\n7\n8,9\n"))

    (piece,) = table.read(Wanted(["x", "y"]))

    assert piece.long.tolist() == [False, True, False, False]
    assert piece.columns["y"].isna().tolist() == [False, False, True, False]


def test_a_person_may_overrule_every_guess(tmp_path):
    path = write(tmp_path, PLAIN.encode("cp1251", errors="replace"))

    table = open_table(path, Writing(encoding="cp1251", delimiter=",", decimal=".", header=1))

    assert table.encoding == "cp1251"
    assert table.columns[0] == "1.5"


def test_the_largest_sheet_is_taken_and_the_others_are_offered(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active.append(["made by hand"])
    sheet = book.create_sheet("Data")
    for row in [[], ["x", "day"], [1.5, "2022-01-02"], [2, None]]:
        sheet.append(row)
    book.save(tmp_path / "two.xlsx")

    table = open_table(tmp_path / "two.xlsx")

    assert (table.taken["sheet"].value, table.taken["sheet"].others) == ("Data", ("Notes",))
    assert table.columns == ("x", "day")
    assert read(table, ["x"], [])[1] == {"x": [1.5, 2]}
    with pytest.raises(UnreadableFileError, match="no sheet Other"):
        open_table(tmp_path / "two.xlsx", Writing(sheet="Other"))


def test_a_table_that_only_claims_to_be_a_workbook_is_read_as_what_it_is(tmp_path):
    table = open_table(write(tmp_path, PLAIN.encode(), "list.xlsx"))

    assert read(table)[1]["x"] == [1.5, 3]
    assert "a text table" in table.notes[0]


def packed(folder, name, files):
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as file:
        for inside, content in files.items():
            file.writestr(inside, content)
    return folder / name


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\n\n \n", "empty"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "xls"),
        (b"<!DOCTYPE html><table></table>", "web page"),
        (bytes(range(256)) * 20, "neither text nor a layer"),
        (b"PK\x03\x04" + bytes(400), "damaged"),
        (b"SQLite format 3\x00" + bytes(400), "no GeoPackage"),
        (b'{"type": "FeatureCollection", "features": [', "does not end in .geojson"),
        (b"x,y\n1,2\n" + b'3,"4\n' * 3, "quotation mark"),
        (gzip.compress(PLAIN.encode() * 50)[:60], "damaged"),
        (b"a" * 10 + b"," * 2000 + b"\n" + b"1" + b"," * 2000 + b"\n", "2001 columns"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(tmp_path, content, why):
    path = write(tmp_path, content)

    with pytest.raises(UnreadableFileError, match=why):
        read(open_table(path), ["x"], [])


def test_a_workbook_that_would_unpack_to_gigabytes_is_refused(tmp_path):
    bomb = packed(tmp_path, "b.xlsx", {"xl/workbook.xml": "", "xl/sheet.xml": b"0" * 80_000_000})

    with pytest.raises(UnreadableFileError, match="unpack"):
        open_table(bomb)


def test_a_workbook_with_entities_of_its_own_is_refused(tmp_path):
    sly = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'

    with pytest.raises(UnreadableFileError, match="declarations"):
        open_table(packed(tmp_path, "e.xlsx", {"xl/workbook.xml": sly}))


def test_a_packed_folder_says_to_unpack_it(tmp_path):
    with pytest.raises(UnreadableFileError, match="Unpack"):
        open_table(packed(tmp_path, "shapes.zip", {"points.shp": "x"}))


def test_a_wrong_encoding_is_named(tmp_path):
    path = write(tmp_path, PLAIN.encode("cp1252"))

    with pytest.raises(UnreadableFileError, match="utf-8"):
        open_table(path, Writing(encoding="utf-8"))
    with pytest.raises(UnreadableFileError, match="klingon"):
        open_table(path, Writing(encoding="klingon"))


def test_a_missing_file_and_a_missing_column_are_named(tmp_path):
    with pytest.raises(NoFileError):
        open_table(tmp_path / "none.csv")
    with pytest.raises(NoSuchColumnError, match="z"):
        list(open_table(write(tmp_path, PLAIN.encode())).read(Wanted(["z"])))


def test_reading_stops_when_asked(tmp_path):
    class Stop:
        def step(self, done, total, note=""):
            raise Cancelled

    with pytest.raises(Cancelled):
        list(open_table(write(tmp_path, PLAIN.encode())).read(Wanted(["x"]), Stop()))


@given(content=st.binary(max_size=400))
def test_no_bytes_whatever_end_in_anything_but_columns_or_a_refusal(tmp_path_factory, content):
    path = write(tmp_path_factory.mktemp("any"), content)

    try:
        table = open_table(path)
        for _piece in table.read(Wanted(words=table.columns)):
            pass
    except UnreadableFileError:
        pass


@pytest.mark.parametrize(
    "files",
    [
        {"xl/workbook.xml": "<x/>"},
        {"xl/workbook.xml": "<x/>", "[Content_Types].xml": "<x/>"},
        {"xl/workbook.xml": "no xml", "[Content_Types].xml": "no xml"},
    ],
)
def test_a_workbook_that_is_only_the_shell_of_one_is_refused(tmp_path, files):
    with pytest.raises(UnreadableFileError, match="damaged"):
        open_table(packed(tmp_path, "shell.xlsx", files))

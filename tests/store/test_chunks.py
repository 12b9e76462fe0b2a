"""Columns come back as they were kept, or not at all."""

import sqlite3
from contextlib import closing

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from planner.errors import NotFoundError
from planner.store.bulk import TABLES, Bulk, fetch, keep
from planner.store.chunks import CHUNK, BulkDamagedError, pack, unpack

KINDS = ["<i1", "<u2", "<i4", "<u4", "<i8", "<f4", "<f8", "|b1", "<M8[s]"]
columns = st.sampled_from(KINDS).flatmap(lambda kind: arrays(kind, st.integers(0, 40)))


@pytest.fixture
def db():
    with closing(sqlite3.connect(":memory:")) as db:
        for table in TABLES:
            db.execute(table)
        yield db


@given(column=columns)
def test_a_column_comes_back_with_its_type_and_every_value(column):
    kept = pack({"kind": "test"}, {"values": column})

    header, back = unpack(kept.digest, kept.manifest, kept.chunks)

    assert header == {"kind": "test"}
    assert back["values"].dtype == column.dtype
    np.testing.assert_array_equal(back["values"], column)


@given(data=st.binary(max_size=300))
def test_bytes_come_back_as_bytes(data):
    kept = pack({}, {"attachment": data})

    assert unpack(kept.digest, kept.manifest, kept.chunks)[1] == {"attachment": data}


@pytest.mark.parametrize("length", [CHUNK - 1, CHUNK, CHUNK + 1])
def test_chunks_meet_without_a_gap(length):
    values = np.arange(length, dtype="<i4")

    kept = pack({}, {"values": values})

    assert len(kept.chunks) == (2 if length > CHUNK else 1)
    np.testing.assert_array_equal(
        unpack(kept.digest, kept.manifest, kept.chunks)[1]["values"], values
    )


def test_equal_data_have_one_address_and_other_data_another():
    one = {"x": np.array([1, 2], "<i4")}

    assert pack({"a": 1, "b": 2}, one).digest == pack({"b": 2, "a": 1}, one).digest
    assert pack({}, one).digest != pack({}, {"x": np.array([1, 3], "<i4")}).digest
    assert pack({}, one).digest != pack({"a": 1}, one).digest


def test_a_million_days_take_two_bytes_each_before_compression():
    days = np.datetime64("2014-01-01", "s") + np.arange(1_000_000) % 1461 * np.timedelta64(1, "D")

    kept = pack({}, {"t": days})

    assert '"store":"<u2"' in kept.manifest


@pytest.mark.parametrize("column", [np.array(["a"]), np.zeros((2, 2)), np.array([1j])])
def test_what_cannot_be_kept_is_our_mistake(column):
    with pytest.raises(TypeError):
        pack({}, {"values": column})


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7), data=st.data())
def test_one_flipped_bit_is_never_read_as_data(place, bit, data):
    values = np.arange(500, dtype="<i4") ** 2
    kept = pack({}, {"x": values})
    chunk = bytearray(kept.chunks[0])
    chunk[place % len(chunk)] ^= 1 << bit

    try:
        back = unpack(kept.digest, kept.manifest, [bytes(chunk)])[1]["x"]
    except BulkDamagedError:
        return
    np.testing.assert_array_equal(back, values)  # a bit of zlib's padding may carry nothing


def test_a_missing_chunk_and_a_changed_manifest_are_refused():
    kept = pack({}, {"x": np.arange(9)})

    with pytest.raises(BulkDamagedError):
        unpack(kept.digest, kept.manifest, [])
    with pytest.raises(BulkDamagedError):
        unpack(kept.digest, kept.manifest.replace('"least":0', '"least":1'), kept.chunks)


def test_a_file_keeps_equal_data_once(db):
    bulk = Bulk({"kind": "incidents"}, {"x": np.arange(100_000), "note": b"text"})

    first, second = keep(db, bulk), keep(db, bulk)

    back = fetch(db, first)
    assert first == second
    assert db.execute("SELECT count(*) FROM bulk_chunk").fetchone() == (3,)
    np.testing.assert_array_equal(back.array("x"), np.arange(100_000))
    assert back.data("note") == b"text"


def test_data_that_are_not_there_are_named(db):
    with pytest.raises(NotFoundError):
        fetch(db, "0" * 64)

"""Layout 1: the change graph, what is derived from it, and bulk data."""

GRAPH = """
CREATE TABLE meta (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    project_uid TEXT NOT NULL,
    min_reader INTEGER NOT NULL,
    min_writer INTEGER NOT NULL,
    app_version TEXT NOT NULL,
    model_rev INTEGER NOT NULL,
    steps INTEGER NOT NULL DEFAULT 0
)

CREATE TABLE rep_change (
    n INTEGER PRIMARY KEY,
    uid BLOB NOT NULL UNIQUE,
    lamport INTEGER NOT NULL,
    wall_utc TEXT NOT NULL,
    actor BLOB NOT NULL,
    tx BLOB NOT NULL,
    model_rev INTEGER NOT NULL,
    entity TEXT NOT NULL,
    row_uid BLOB NOT NULL,
    cell TEXT NOT NULL,
    payload TEXT,
    state INTEGER NOT NULL CHECK (state IN (0, 1, 2))
)

CREATE INDEX rep_change_row ON rep_change (row_uid, cell)

CREATE INDEX rep_change_tx ON rep_change (tx)

CREATE INDEX rep_change_lamport ON rep_change (lamport)

CREATE TABLE rep_edge (
    child BLOB NOT NULL,
    parent BLOB NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('s', 'o')),
    PRIMARY KEY (child, parent)
) WITHOUT ROWID

CREATE INDEX rep_edge_parent ON rep_edge (parent, role)

CREATE TABLE rep_actor (
    uid BLOB PRIMARY KEY,
    person_label TEXT NOT NULL,
    device TEXT NOT NULL,
    app_version TEXT NOT NULL
) WITHOUT ROWID

CREATE TABLE rep_tx (
    uid BLOB PRIMARY KEY,
    label TEXT NOT NULL,
    undoes BLOB
) WITHOUT ROWID

CREATE TABLE rep_import (
    tx BLOB PRIMARY KEY,
    first_n INTEGER NOT NULL,
    last_n INTEGER NOT NULL
) WITHOUT ROWID

CREATE TABLE rep_erasure (
    row_uid BLOB PRIMARY KEY,
    entity TEXT NOT NULL,
    wall_utc TEXT NOT NULL,
    ref TEXT NOT NULL
) WITHOUT ROWID

CREATE TABLE rep_horizon (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    superseded_before_utc TEXT NOT NULL
)

CREATE TABLE rep_conflict (
    entity TEXT NOT NULL,
    row_uid BLOB NOT NULL,
    cell TEXT NOT NULL,
    kind TEXT NOT NULL,
    heads TEXT NOT NULL,
    PRIMARY KEY (row_uid, cell, kind)
) WITHOUT ROWID

CREATE TABLE rep_exchange (
    uid BLOB PRIMARY KEY,
    direction TEXT NOT NULL,
    at_utc TEXT NOT NULL,
    party TEXT NOT NULL,
    scope TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    counts TEXT NOT NULL
) WITHOUT ROWID

CREATE TABLE rep_exchange_row (
    exchange_uid BLOB NOT NULL,
    row_uid BLOB NOT NULL,
    PRIMARY KEY (exchange_uid, row_uid)
) WITHOUT ROWID

CREATE TABLE rep_guard (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    open INTEGER NOT NULL
)

INSERT INTO rep_guard VALUES (1, 0)

CREATE TABLE bulk (
    digest TEXT NOT NULL PRIMARY KEY,
    manifest TEXT NOT NULL
)

CREATE TABLE bulk_chunk (
    digest TEXT NOT NULL REFERENCES bulk (digest),
    number INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (digest, number)
) WITHOUT ROWID
"""

RECORDS = """
CREATE TABLE action (
    uid VARCHAR(32) NOT NULL,
    state VARCHAR NOT NULL,
    text VARCHAR(1000),
    owner VARCHAR(200),
    due VARCHAR,
    status VARCHAR,
    about VARCHAR(200),
    PRIMARY KEY (uid)
)

CREATE TABLE answer (
    uid VARCHAR(32) NOT NULL,
    state VARCHAR NOT NULL,
    assessment VARCHAR,
    item VARCHAR(60),
    value VARCHAR(40),
    evidence VARCHAR(10),
    reason VARCHAR,
    second_person VARCHAR(200),
    note VARCHAR,
    PRIMARY KEY (uid),
    FOREIGN KEY(assessment) REFERENCES assessment (uid) DEFERRABLE INITIALLY DEFERRED
)

CREATE TABLE area_set (
    uid VARCHAR(32) NOT NULL,
    state VARCHAR NOT NULL,
    name VARCHAR(200),
    source VARCHAR(500),
    licence VARCHAR(200),
    crs VARCHAR(60),
    source_crs VARCHAR(60),
    areas INTEGER,
    digest VARCHAR(64),
    PRIMARY KEY (uid)
)

CREATE TABLE assessment (
    uid VARCHAR(32) NOT NULL,
    state VARCHAR NOT NULL,
    title VARCHAR(300),
    description VARCHAR,
    checklist VARCHAR(200),
    checklist_version VARCHAR(40),
    checklist_digest VARCHAR(64),
    stance VARCHAR(60),
    forms TEXT,
    stage VARCHAR(60),
    interference INTEGER,
    review_date VARCHAR,
    accepted_by VARCHAR(200),
    acceptance_measures VARCHAR,
    accepted_on VARCHAR,
    acceptance_expires VARCHAR,
    PRIMARY KEY (uid)
)

CREATE TABLE benefit_rating (
    uid VARCHAR(32) NOT NULL,
    state VARCHAR NOT NULL,
    assessment VARCHAR,
    benefit VARCHAR(60),
    status VARCHAR(40),
    note VARCHAR,
    PRIMARY KEY (uid),
    FOREIGN KEY(assessment) REFERENCES assessment (uid) DEFERRABLE INITIALLY DEFERRED
)

CREATE TABLE checklist (
    uid VARCHAR(32) NOT NULL,
    state VARCHAR NOT NULL,
    checklist VARCHAR(200),
    version VARCHAR(40),
    title VARCHAR(300),
    language VARCHAR(20),
    digest VARCHAR(64),
    PRIMARY KEY (uid)
)

CREATE TABLE dataset (
    uid VARCHAR(32) NOT NULL,
    state VARCHAR NOT NULL,
    name VARCHAR(200),
    offence_type VARCHAR(200),
    discovered_by VARCHAR,
    timing VARCHAR,
    source VARCHAR(500),
    licence VARCHAR(200),
    notes VARCHAR,
    crs VARCHAR(60),
    source_crs VARCHAR(60),
    rows INTEGER,
    first_day VARCHAR,
    last_day VARCHAR,
    digest VARCHAR(64),
    report TEXT,
    locked_days INTEGER,
    PRIMARY KEY (uid)
)

CREATE TABLE factor (
    uid VARCHAR(32) NOT NULL,
    state VARCHAR NOT NULL,
    name VARCHAR(200),
    source VARCHAR(500),
    licence VARCHAR(200),
    crs VARCHAR(60),
    source_crs VARCHAR(60),
    shapes VARCHAR,
    features INTEGER,
    digest VARCHAR(64),
    PRIMARY KEY (uid)
)

CREATE TABLE forecast (
    uid VARCHAR(32) NOT NULL,
    state VARCHAR NOT NULL,
    name VARCHAR(300),
    kind VARCHAR,
    dataset VARCHAR,
    area_set VARCHAR,
    factors TEXT,
    method VARCHAR(60),
    parameters TEXT,
    origin VARCHAR,
    horizon_days FLOAT,
    shape VARCHAR,
    cell_m FLOAT,
    coverage FLOAT,
    dataset_digest VARCHAR(64),
    digest VARCHAR(64),
    summary TEXT,
    app_version VARCHAR(40),
    PRIMARY KEY (uid),
    FOREIGN KEY(dataset) REFERENCES dataset (uid) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(area_set) REFERENCES area_set (uid) DEFERRABLE INITIALLY DEFERRED
)

CREATE TABLE goal (
    uid VARCHAR(32) NOT NULL,
    state VARCHAR NOT NULL,
    dataset VARCHAR,
    text VARCHAR(2000),
    measure VARCHAR,
    threshold FLOAT,
    coverage FLOAT,
    horizon_days FLOAT,
    written_on VARCHAR,
    review_date VARCHAR,
    outcome VARCHAR,
    figures TEXT,
    PRIMARY KEY (uid),
    FOREIGN KEY(dataset) REFERENCES dataset (uid) DEFERRABLE INITIALLY DEFERRED
)

CREATE TABLE look (
    uid VARCHAR(32) NOT NULL,
    state VARCHAR NOT NULL,
    dataset VARCHAR,
    reason VARCHAR(1000),
    at VARCHAR,
    locked_from VARCHAR,
    first VARCHAR,
    until VARCHAR,
    PRIMARY KEY (uid),
    FOREIGN KEY(dataset) REFERENCES dataset (uid) DEFERRABLE INITIALLY DEFERRED
)

CREATE TABLE intervention (
    uid VARCHAR(32) NOT NULL,
    state VARCHAR NOT NULL,
    name VARCHAR(300),
    notes VARCHAR(10000),
    dataset VARCHAR,
    area_set VARCHAR,
    areas TEXT,
    control TEXT,
    near TEXT,
    near_control TEXT,
    first_day VARCHAR,
    last_day VARCHAR,
    compared_with VARCHAR,
    PRIMARY KEY (uid),
    FOREIGN KEY(dataset) REFERENCES dataset (uid) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(area_set) REFERENCES area_set (uid) DEFERRABLE INITIALLY DEFERRED
)

CREATE TABLE note (
    uid VARCHAR(32) NOT NULL,
    state VARCHAR NOT NULL,
    text VARCHAR(100000),
    about VARCHAR(200),
    PRIMARY KEY (uid)
)

CREATE TABLE organisation (
    uid VARCHAR(32) NOT NULL,
    state VARCHAR NOT NULL,
    name VARCHAR(300),
    kind VARCHAR(100),
    country VARCHAR(60),
    website VARCHAR(300),
    notes VARCHAR,
    merged_into VARCHAR,
    PRIMARY KEY (uid),
    FOREIGN KEY(merged_into) REFERENCES organisation (uid) DEFERRABLE INITIALLY DEFERRED
)

CREATE TABLE participation (
    uid VARCHAR(32) NOT NULL,
    state VARCHAR NOT NULL,
    session VARCHAR,
    person VARCHAR,
    organisation VARCHAR,
    placeholder VARCHAR(300),
    affiliation VARCHAR(500),
    role VARCHAR,
    status VARCHAR,
    rank VARCHAR(80),
    PRIMARY KEY (uid),
    FOREIGN KEY(session) REFERENCES session (uid) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(person) REFERENCES person (uid) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(organisation) REFERENCES organisation (uid) DEFERRABLE INITIALLY DEFERRED
)

CREATE TABLE person (
    uid VARCHAR(32) NOT NULL,
    state VARCHAR NOT NULL,
    name VARCHAR(200),
    family_name VARCHAR(120),
    given_name VARCHAR(120),
    email VARCHAR(254),
    phone VARCHAR(60),
    organisation VARCHAR,
    job_title VARCHAR(200),
    notes VARCHAR,
    lawful_basis VARCHAR,
    purpose VARCHAR(300),
    source VARCHAR(300),
    informed_on VARCHAR,
    retain_until VARCHAR,
    merged_into VARCHAR,
    PRIMARY KEY (uid),
    FOREIGN KEY(organisation) REFERENCES organisation (uid) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(merged_into) REFERENCES person (uid) DEFERRABLE INITIALLY DEFERRED
)

CREATE TABLE project (
    uid VARCHAR(32) NOT NULL,
    state VARCHAR NOT NULL,
    title VARCHAR(200),
    organisation VARCHAR(200),
    zone VARCHAR,
    country VARCHAR(2),
    retention_months INTEGER,
    privacy_notice VARCHAR,
    PRIMARY KEY (uid)
)

CREATE TABLE question (
    uid VARCHAR(32) NOT NULL,
    state VARCHAR NOT NULL,
    session VARCHAR,
    text VARCHAR(2000),
    rank VARCHAR(80),
    PRIMARY KEY (uid),
    FOREIGN KEY(session) REFERENCES session (uid) DEFERRABLE INITIALLY DEFERRED
)

CREATE TABLE risk_rating (
    uid VARCHAR(32) NOT NULL,
    state VARCHAR NOT NULL,
    assessment VARCHAR,
    risk VARCHAR(60),
    assessor VARCHAR(200),
    likelihood INTEGER,
    severity INTEGER,
    confidence VARCHAR,
    reason VARCHAR,
    PRIMARY KEY (uid),
    FOREIGN KEY(assessment) REFERENCES assessment (uid) DEFERRABLE INITIALLY DEFERRED
)

CREATE TABLE series (
    uid VARCHAR(32) NOT NULL,
    state VARCHAR NOT NULL,
    title VARCHAR(300),
    description VARCHAR,
    sponsor VARCHAR(400),
    PRIMARY KEY (uid)
)

CREATE TABLE session (
    uid VARCHAR(32) NOT NULL,
    state VARCHAR NOT NULL,
    title VARCHAR(300),
    subtitle VARCHAR(300),
    series VARCHAR,
    starts_local VARCHAR,
    ends_local VARCHAR,
    zone VARCHAR,
    status VARCHAR,
    format VARCHAR,
    link VARCHAR(1000),
    language VARCHAR(60),
    description VARCHAR,
    PRIMARY KEY (uid),
    FOREIGN KEY(series) REFERENCES series (uid) DEFERRABLE INITIALLY DEFERRED
)

CREATE INDEX answer_assessment ON answer (assessment)

CREATE INDEX benefit_rating_assessment ON benefit_rating (assessment)

CREATE INDEX forecast_dataset ON forecast (dataset)

CREATE INDEX forecast_area_set ON forecast (area_set)

CREATE INDEX goal_dataset ON goal (dataset)

CREATE INDEX intervention_dataset ON intervention (dataset)

CREATE INDEX intervention_area_set ON intervention (area_set)

CREATE INDEX look_dataset ON look (dataset)

CREATE INDEX participation_session ON participation (session)

CREATE INDEX participation_person ON participation (person)

CREATE INDEX participation_organisation ON participation (organisation)

CREATE INDEX person_organisation ON person (organisation)

CREATE INDEX person_merged_into ON person (merged_into)

CREATE INDEX organisation_merged_into ON organisation (merged_into)

CREATE INDEX question_session ON question (session)

CREATE INDEX risk_rating_assessment ON risk_rating (assessment)

CREATE INDEX session_series ON session (series)
"""

GUARDED = (
    "action",
    "answer",
    "area_set",
    "assessment",
    "benefit_rating",
    "checklist",
    "dataset",
    "factor",
    "forecast",
    "goal",
    "intervention",
    "look",
    "note",
    "organisation",
    "participation",
    "person",
    "project",
    "question",
    "risk_rating",
    "series",
    "session",
)

# Record tables are written while the guard is open, which only derivation does.
GUARD = """
CREATE TRIGGER {table}_guard_{verb} BEFORE {verb} ON {table}
WHEN (SELECT open FROM rep_guard) = 0
BEGIN SELECT RAISE(ABORT, 'records change through edits only'); END
"""

FIRST = (
    *GRAPH.strip().split("\n\n"),
    *RECORDS.strip().split("\n\n"),
    *(
        GUARD.format(table=table, verb=verb)
        for table in GUARDED
        for verb in ("INSERT", "UPDATE", "DELETE")
    ),
)

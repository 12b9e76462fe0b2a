"""A project with the shipped checklists, and an assessment to work on."""

import pytest

from planner.model.assessments import AssessmentFields
from planner.ops import assessments, checklists


@pytest.fixture
def project(store):
    checklists.add_shipped(store)
    return store


@pytest.fixture
def uid(project):
    return assessments.start(
        project,
        AssessmentFields(
            title="Neighbourhood chat groups",
            checklist="civic_tech_urban_security",
            stance="endorse",
            forms=["messaging_group"],
            stage="pilot",
        ),
    )

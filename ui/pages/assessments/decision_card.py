"""The decision: what the verdict asks for, the review date, and who signs for what is left."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from planner.model.assessments import AssessmentFields
from planner.ops.assessments import Assessed
from planner.texts import _
from ui.forms.record_form import RecordForm
from ui.theme.widgets import Caption, Card, CardTitle, Heading, Rule, Words, clear

ACCEPTANCE = ("accepted_by", "acceptance_measures", "accepted_on", "acceptance_expires")


class DecisionCard(Card):
    """Two forms over the assessment; `changed(name, value)` is sent when a box is left."""

    changed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.verdict, self.sentence = Heading(wrap=True), Words()
        self.needs = QVBoxLayout()
        self.review = RecordForm(AssessmentFields, only=("review_date",))
        self.acceptance = RecordForm(AssessmentFields, only=ACCEPTANCE)
        self.description = RecordForm(AssessmentFields, only=("title", "description"))
        self.legal = QVBoxLayout()
        for form in (self.review, self.acceptance, self.description):
            form.field_finished.connect(self.changed)
        self.setAccessibleName(_("Decision"))
        self.body.setSpacing(12)
        self.body.addWidget(self.verdict)
        self.body.addWidget(self.sentence)
        self.body.addLayout(self.needs)
        self.body.addWidget(Rule())
        self.body.addWidget(CardTitle(_("Review")))
        self.body.addWidget(self.review)
        self.body.addWidget(CardTitle(_("Acceptance of the risks that are left")))
        self.body.addWidget(
            Caption(
                _("Needed where a risk stays high. It ends after twelve months at the latest."),
                wrap=True,
            )
        )
        self.body.addWidget(self.acceptance)
        self.body.addWidget(Rule())
        self.body.addWidget(CardTitle(_("About this assessment")))
        self.body.addWidget(self.description)
        self.body.addLayout(self.legal)

    def show_assessed(self, found: Assessed, seen: int) -> None:
        self.verdict.setText(found.verdict)
        self.sentence.setText(found.sentence)
        clear(self.needs)
        for need in found.needs().values():
            self.needs.addWidget(Words("• " + _("Still needed: {need}.").format(need=need)))
        for form in (self.review, self.acceptance, self.description):
            form.show_record(found.row, seen)
            marks = found.mark(found.row)
            form.show_marks(marks.words, marks.withheld)
        clear(self.legal)
        checklist = found.checklist
        about = _("{title}, version {version}; SHA-256 {digest}. Status: {status}.").format(
            title=checklist.title,
            version=checklist.version,
            digest=checklist.digest[:16],
            status=checklist.status,
        )
        self.legal.addWidget(Caption(about, wrap=True))
        for note in (checklist.scope, *checklist.legal_notes):
            if note:
                self.legal.addWidget(Caption(f"• {note}", wrap=True))

    def finish(self) -> None:
        for form in (self.review, self.acceptance, self.description):
            form.finish()

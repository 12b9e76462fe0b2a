"""Which checklist, from which stance, in which forms, at which stage."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from planner.model.assessments import AssessmentFields, AssessmentRow, ChecklistRow
from planner.ops.assessments import Checklist
from planner.texts import _
from ui.forms.choices import ChoiceBox
from ui.pages.assessments import words
from ui.theme.widgets import Caption, CardTitle, FieldLabel, Heading, clear

Read = Callable[[str], Checklist]


class StartDialog(QDialog):
    """Asks what is assessed. With a `row`, what is assessed can be changed.

    Parameters
    ----------
    rows : sequence
        The checklists to choose from.
    read : callable
        Returns the checklist kept under a digest.
    """

    def __init__(
        self,
        rows: Sequence[ChecklistRow],
        read: Read,
        row: AssessmentRow | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._read = read
        self._row = row
        self._stances, self._forms = QButtonGroup(self), QButtonGroup(self, exclusive=False)
        self.checklist, self.stage, self.interference = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.name = QLineEdit(placeholderText=_("For example: Neighbourhood chat groups"))
        self.about_checklist = Caption(wrap=True)
        self.ladder = FieldLabel(_("How far do &members go about persons, without a mandate?"))
        self.ladder_rule = Caption(wrap=True)
        self.stance_box, self.form_box = QVBoxLayout(), QVBoxLayout()
        self.forms_title = CardTitle(_("Which forms does it take?"))
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.checklist.offer([(one.digest, _named(one)) for one in rows])
        self._lay_out()
        self._connect()
        self.checklist.setCurrentIndex(0)
        if row:
            self._show_row(row)
        self._show_checklist()

    def fields(self) -> AssessmentFields:
        """Return what was chosen."""
        return AssessmentFields(
            title=self.name.text().strip(),
            checklist_digest=self.checklist.currentData(),
            stance=_code(self._stances.checkedButton()),
            forms=[_code(b) for b in self._forms.buttons() if b.isChecked()],
            stage=self.stage.currentData(),
            interference=int(self.interference.currentData() or 0),
        )

    def _show_row(self, row: AssessmentRow) -> None:
        self.name.setText(row.title)
        self.checklist.show_value(row.checklist_digest)
        self.checklist.setEnabled(False)

    def _show_checklist(self) -> None:
        digest = self.checklist.currentData()
        if not digest:
            return
        checklist = self._read(digest)
        about = checklist.scope or checklist.status
        self.about_checklist.setText(about[:1].upper() + about[1:])
        self._fill(
            self.stance_box, self._stances, [(s.code, s.label, "") for s in checklist.stances]
        )
        forms = [(form.code, form.label, form.what) for form in checklist.forms]
        self._fill(self.form_box, self._forms, forms)
        self.forms_title.setVisible(bool(forms))
        self.stage.offer([(stage, words.stage_title(stage)) for stage in checklist.lifecycle])
        self._show_ladder(checklist)
        row = self._row
        self.stage.show_value(row.stage if row else "design")
        self.interference.show_value(str(row.interference or 0) if row else "0")
        self._tick(row)
        self._check()

    def _show_ladder(self, checklist: Checklist) -> None:
        steps = checklist.interference
        self.interference.offer([(str(n), label) for n, label in enumerate(steps)])
        self.ladder_rule.setText(checklist.interference_rule)
        for part in (self.interference, self.ladder, self.ladder_rule):
            part.setVisible(bool(steps))

    def _tick(self, row: AssessmentRow | None) -> None:
        chosen = {row.stance, *(row.forms or ())} if row else set()
        for button in (*self._stances.buttons(), *self._forms.buttons()):
            button.setChecked(_code(button) in chosen)

    def _fill(
        self, box: QVBoxLayout, group: QButtonGroup, options: Sequence[tuple[str, str, str]]
    ) -> None:
        for old in group.buttons():
            group.removeButton(old)
        clear(box)
        for code, label, what in options:
            button = QRadioButton(label) if group.exclusive() else QCheckBox(label)
            button.setObjectName(code)
            button.setAccessibleDescription(what)
            group.addButton(button)
            box.addWidget(button)
            if what:
                told = Caption(what, wrap=True)
                told.setContentsMargins(28, 0, 0, 4)
                box.addWidget(told)

    def _check(self) -> None:
        ready = bool(self.name.text().strip() and self._stances.checkedButton())
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(ready)

    def _connect(self) -> None:
        self.checklist.currentIndexChanged.connect(self._show_checklist)
        self.name.textChanged.connect(self._check)
        self._stances.buttonClicked.connect(self._check)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def _lay_out(self) -> None:
        title = _("Change what is assessed") if self._row else _("Start an assessment")
        self.setWindowTitle(title)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(
            _("Change") if self._row else _("Start")
        )
        scroll = QScrollArea(widgetResizable=True)
        scroll.setAccessibleName(title)
        scroll.setWidget(self._questions())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 16, 24, 16)
        outer.setSpacing(12)
        outer.addWidget(Heading(title))
        outer.addWidget(scroll, 1)
        outer.addWidget(self.buttons)
        self.resize(560, 640)

    def _questions(self) -> QWidget:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setSpacing(8)
        labelled = (
            (FieldLabel(_("&Checklist")), self.checklist, self.about_checklist),
            (FieldLabel(_("&Title")), self.name, None),
            (FieldLabel(_("&Stage now")), self.stage, None),
        )
        for label, box, below in labelled:
            label.setBuddy(box)
            box.setAccessibleName(label.text().replace("&", ""))
            column.addWidget(label)
            column.addWidget(box)
            if below:
                column.addWidget(below)
        column.addWidget(CardTitle(_("Where do we stand?")))
        column.addLayout(self.stance_box)
        column.addWidget(self.forms_title)
        column.addLayout(self.form_box)
        self.ladder.setBuddy(self.interference)
        self.interference.setAccessibleName(self.ladder.text().replace("&", ""))
        for part in (self.ladder, self.interference, self.ladder_rule):
            column.addWidget(part)
        column.addStretch(1)
        return inner


def _named(row: ChecklistRow) -> str:
    return _("{title} ({version})").format(title=row.title, version=row.version)


def _code(button: QWidget | None) -> str:
    return button.objectName() if button else ""

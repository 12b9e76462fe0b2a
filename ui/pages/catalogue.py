"""Import this to know every page. It is imported after the first paint."""

import ui.pages.actions_page
import ui.pages.assessments.assessments_page
import ui.pages.conflicts_page
import ui.pages.contacts_page
import ui.pages.history_page
import ui.pages.hotspots.page
import ui.pages.overview_page
import ui.pages.sessions_page
import ui.pages.settings_page  # noqa: F401  (each page makes itself known)

"""axe-core looks at the card and the menu in Chromium."""

import os
from pathlib import Path
from unittest import skipUnless

from odoo.tests import tagged

from .test_popup_tour import PopupTourCase

AXE = os.environ.get("CALLCENTER_AXE")
TOUR = "callcenter_accessibility"


@tagged("post_install", "-at_install", "is_tour")
class TestAccessibilityTour(PopupTourCase):
    @skipUnless(AXE, "axe-core is not here: ./dev test installs it")
    def test_axe_finds_nothing(self):
        axe = Path(AXE).read_text(encoding="utf-8")
        self.start_tour(
            "/odoo",
            TOUR,
            code=f"{axe};\nodoo.startTour('{TOUR}', {{stepDelay: 0}})",
            login="tour_agent_101",
            cookies={"callcenter_tour_token": self.token},
        )

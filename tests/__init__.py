from . import (
    test_access,
    test_call,
    test_credentials,
    test_extension,
    test_hoot,
    test_journal,
    test_lookup,
    test_popup_tour,
    test_rules,
    test_webhook,
    test_wire,
)

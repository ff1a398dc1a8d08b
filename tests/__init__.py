# by name, since Odoo runs what stands here as test_…
from .access import (
    test_access,
    test_access_names,
    test_access_rpc,
    test_access_rpc_managers,
    test_access_wire,
    test_access_kinds,
    test_companies,
    test_slow_bodies,
    test_access_written,
)
from .wire import (
    test_webhook,
    test_openapi,
    test_contract,
    test_examples,
    test_pages,
    test_payloads,
    test_lookup_wire,
    test_queries,
    test_not_installed,
    test_credentials,
    test_scenarios,
    test_batch,
    test_hooks,
    test_hook_signatures,
)
from .exchange import (
    test_order,
    test_extension,
    test_extension_bulk,
    test_setup,
    test_kept,
    test_journal,
    test_mapping,
    test_mapping_tour,
)
from .call import (
    test_call,
    test_history,
    test_reading,
    test_reused_id,
    test_demo,
    test_migration,
    test_foreign_models,
    test_wrap_up,
    test_life_tour,
)
from .caller import (
    test_lookup,
    test_lookup_contacts,
    test_lookup_crm,
    test_lookup_spellings,
    test_phone_fields,
    test_phone_mend,
    test_search,
    test_call_customer,
    test_check_up_tour,
    test_customer_tour,
    test_foreign_changes,
)
from .popup import (
    test_popup_tour,
    test_call_details,
    test_preferences,
    test_hoot,
    test_accessibility_tour,
)
from .missed import (
    test_missed,
    test_faults,
    test_matrix,
    test_missed_people,
    test_missed_tour,
)
from .recording import (
    test_recording,
    test_recording_outage,
    test_recording_limits,
    test_recording_route,
    test_recording_tour,
    test_recording_upload,
)
from .privacy import (
    test_privacy,
    test_data_request,
    test_erased,
)
from .figures import (
    test_figures,
    test_comparisons,
    test_breakdowns,
    test_figures_access,
    test_board,
    test_reports,
    test_alerts,
    test_dashboard_tour,
)
from .compat import (
    test_core_contract,
    test_bus_connection,
    test_timezones,
)
from .agent import test_status
from .dial import (
    test_dial,
    test_dial_request,
    test_dial_tour,
)
from .gateway import test_gateway_replay

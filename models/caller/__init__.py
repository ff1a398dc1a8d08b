from . import (
    phone_keys,
    lead,
    phone,
    phone_check,
    lookup,
    lookup_rank,
    number_choice,
    customer,
    hr_employee,
    res_partner,
    base_partner_merge,
)

{
    "name": "Call Center: floors to measure against",
    "version": "19.0.1.0.0",
    "author": "callcenter contributors",
    "license": "LGPL-3",
    "depends": ["callcenter"],
    "data": ["security/ir.model.access.csv"],
    "installable": True,
    "assets": {"web.assets_backend": ["callcenter_bench/static/src/**/*"]},
}

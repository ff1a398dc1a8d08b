from . import callcenter_bench_row

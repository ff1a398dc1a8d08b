"""Which addresses may be asked for a recording."""

from ipaddress import IPv6Address, ip_network

import pytest
from callcenter.recordings.address import may_ask
from hypothesis import given
from hypothesis import strategies as st

PUBLIC = ("8.8.8.8", "103.7.36.1", "1.1.1.1", "2001:4860:4860::8888", "2a00:1450::1")
NEVER = (
    "0.0.0.0",  # noqa: S104
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.170",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    # where clouds tell their machines secrets
    "168.63.129.16",
    "::ffff:168.63.129.16",
    "fd00:ec2::254",
    "fd00:ec2::23",
    "fd00:c1::a9fe:a9fe",
    "fd20:ce::254",
    "::ffff:169.254.169.254",
    "64:ff9b::169.254.169.254",
    # IPv4 in IPv6 by other ways
    "::8.8.8.8",
    "::10.0.0.1",
    "::ffff:0:8.8.8.8",
    "64:ff9b:1::10.0.0.1",
    "2002:0a00:0001::1",
    "2002:808:808::1",
    "2001:0:53aa:64c:0:0:f5ff:fffe",
    "2001:10::1",
    "2001:20::1",
    "2001:2::1",
    "2001:db8::1",
    "3fff::1",
    "100::1",
    "5f00::1",
    "4000::1",
)
OWN = ("10.0.0.1", "172.16.5.4", "192.168.1.1", "127.0.0.1", "::1", "fd12::1")
OWN_CARRIED = ("::ffff:10.0.0.1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8")


@pytest.mark.parametrize("address", PUBLIC)
def test_public_ones_may_always_be_asked(address):
    assert may_ask(address, False)
    assert may_ask(address, True)


@pytest.mark.parametrize("address", NEVER)
def test_special_ones_may_never(address):
    assert not may_ask(address, False)
    assert not may_ask(address, True)


@pytest.mark.parametrize("address", OWN + OWN_CARRIED)
def test_ones_own_network_only_where_that_is_allowed(address):
    assert not may_ask(address, False)
    assert may_ask(address, True)


@given(
    st.ip_addresses(v=4), st.sampled_from(["::ffff:0:0", "64:ff9b::", "::", "2002::"])
)
def test_no_ipv4_address_counts_as_public_in_the_dress_of_ipv6(inner, prefix):
    shift = 80 if prefix == "2002::" else 0
    dressed = IPv6Address(int(IPv6Address(prefix)) | int(inner) << shift)
    assert not may_ask(str(dressed), False)


@given(st.ip_addresses())
def test_what_python_knows_as_special_is_not_public(address):
    carried = ip_network("64:ff9b::/96")
    if not address.is_global or (address.version == 6 and address in carried):
        assert not may_ask(str(address), False)

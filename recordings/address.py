"""Which addresses may be asked for a recording: public ones, and one's own if allowed.

IANA's registries of special-purpose addresses, as of 2026. Python's ``is_global`` knows
those of its own release, and counts addresses that only carry another one as public.
"""

from ipaddress import IPv4Address, IPv6Network, ip_address, ip_network

# of IPv6 nothing else is given out yet (RFC 4291, 2.4)
GLOBAL_UNICAST = IPv6Network("2000::/3")
SPECIAL = [
    ip_network(network)
    for network in (
        # IPv4: "this" network, private, shared (CGNAT), loopback, link-local, protocol
        # assignments, documentation, 6to4 relays, benchmarks, multicast, reserved
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        # IPv6 within global unicast: protocol assignments (Teredo, ORCHID, benchmarks),
        # documentation, 6to4
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
    )
]
# what a network gives to its own: RFC 1918, RFC 4193
OWN = [
    ip_network(network)
    for network in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "fc00::/7",
    )
]
# where clouds tell their machines secrets, at addresses that look like any public one
# (Azure's platform) or like the own network's: AWS, Oracle, Google
METADATA = [
    ip_network(network)
    for network in (
        "168.63.129.16/32",
        "fd00:ec2::/32",
        "fd00:c1::/32",
        "fd20:ce::/32",
    )
]
# addresses that are an IPv4 one in IPv6: mapped, and by the well-known NAT64 prefix
CARRIERS = [IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96")]


def may_ask(text, is_private_allowed):
    """Return whether an address may be asked.

    :param str text: an IPv4 or IPv6 address
    :param bool is_private_allowed: whether addresses of one's own network may. What
        carries an IPv4 address (a translator of the own network, too) counts then as
        that one
    """
    address = ip_address(text)
    if _is_metadata(_carried(address)):
        return False
    if _is_public(address):
        return True
    if not is_private_allowed:
        return False
    address = _carried(address)
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False  # where clouds tell secrets, too, and nobody's
    return (
        address.is_loopback
        or _is_public(address)
        or any(address in network for network in OWN)
    )


def _is_metadata(address):
    return any(address in network for network in METADATA)


def _is_public(address):
    if address.version == 6 and address not in GLOBAL_UNICAST:
        return False
    return not any(address in network for network in SPECIAL)


def _carried(address):
    if any(address in network for network in CARRIERS):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address

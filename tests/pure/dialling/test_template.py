"""The request by which an exchange is asked to dial: nothing in it ends its place."""

import json

import pytest
from callcenter.dialling import (
    READY,
    Template,
    TemplateError,
    check,
    fill_link,
    fill_request,
)
from hypothesis import given
from hypothesis import strategies as st

VALUES = {
    "extension": "101",
    "phone": "0989464344",
    "callid": "callcenter-7-1",
    "line": "1900",
    "secret": "s&cret/é",
}
URL = "https://pbx.example.com/dial?from={extension}&to={phone}&key={secret}"


def test_values_are_quoted_in_the_address():
    request = fill_request(Template("GET", URL), VALUES)
    assert request.url == (
        "https://pbx.example.com/dial?from=101&to=0989464344&key=s%26cret%2F%C3%A9"
    )
    assert request.body is None


def test_a_json_body_is_filled_text_by_text():
    body = '{"to": "{phone}", "list": ["x{extension}"], "n": 1}'
    request = fill_request(Template("POST", "http://pbx/dial", "", body), VALUES)
    assert json.loads(request.body) == {"to": "0989464344", "list": ["x101"], "n": 1}
    assert request.headers["Content-Type"] == "application/json"


def test_a_form_body_is_quoted():
    body = "to={phone}&key={secret}"
    request = fill_request(Template("POST", "http://pbx/dial", "", body), VALUES)
    assert request.body == b"to=0989464344&key=s%26cret%2F%C3%A9"


def test_headers_are_filled():
    template = Template("GET", URL, "Authorization: Bearer {callid}\nX-Line: {line}")
    request = fill_request(template, VALUES)
    assert request.headers == {
        "Authorization": "Bearer callcenter-7-1",
        "X-Line": "1900",
    }


@pytest.mark.parametrize(
    ("template", "code"),
    [
        (Template("DELETE", URL), "method"),
        (Template("GET", "ftp://pbx/x"), "address"),
        (Template("GET", "pbx.example.com"), "address"),
        (Template("GET", "https://pbx:port/x"), "address"),
        (Template("GET", "https://{secret}.example.com/"), "secret_in_server"),
        (Template("GET", "https://user:key@example.com/"), "secret_in_server"),
        (Template("GET", URL, "Host: other"), "header"),
        (Template("GET", URL, "no header"), "header"),
        (Template("GET", URL, "Content-Length: 5"), "header"),
        (Template("POST", URL, "", "{not json"), "body"),
        (Template("GET", "https://pbx/{password}"), "name"),
    ],
)
def test_what_is_no_template(template, code):
    with pytest.raises(TemplateError) as error:
        check(template)
    assert error.value.code == code


@pytest.mark.parametrize("name", READY)
def test_the_ready_ones_can_be_filled(name):
    template = READY[name].template
    if isinstance(template, Template):
        check(template)
        fill_request(template, {**VALUES, "secret": "abc"})
    else:
        assert "0989464344" in fill_link(template, VALUES)


@pytest.mark.parametrize(
    "link",
    ["javascript:alert({phone})", "data:text/html,{phone}", "http://x/{phone}", ""],
)
def test_a_link_runs_nothing_in_the_page(link):
    with pytest.raises(TemplateError):
        fill_link(link, VALUES)


@given(st.fixed_dictionaries({name: st.text(max_size=20) for name in VALUES}))
def test_no_value_leaves_its_place(values):
    template = Template(
        "POST",
        "https://pbx.example.com/a/{phone}?to={extension}",
        "",
        '{"to": "{phone}", "key": "{secret}"}',
    )
    try:
        request = fill_request(template, values)
    except TemplateError:
        return
    assert request.url.startswith("https://pbx.example.com/a/")
    assert request.url.count("?") == 1
    assert "#" not in request.url
    assert set(json.loads(request.body)) == {"to", "key"}


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_a_template_or_an_error(url, headers, body):
    try:
        check(Template("POST", url, headers, body))
    except TemplateError:
        return
    request = fill_request(Template("POST", url, headers, body), VALUES)
    for name, value in request.headers.items():
        assert "\n" not in name + value
        assert "\r" not in name + value

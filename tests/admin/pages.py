"""Addresses of the admin, and its forms as a browser sends them."""

from django.urls import reverse


def address(row_or_model, role="changelist"):
    model = row_or_model if isinstance(row_or_model, type) else type(row_or_model)
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{role}"
    return reverse(name, args=[] if isinstance(row_or_model, type) else [row_or_model.pk])


def sent(form):
    """What a browser sends of one form: lines end in CR LF, boxes without a tick are left out, several choices repeat."""
    data = {}
    for bound in form:
        for name, value in as_sent(getattr(bound.field.widget, "widget", bound.field.widget), bound.html_name, bound.value()):
            data.setdefault(name, []).append(value)
    return data


def as_sent(widget, name, value):
    context = widget.get_context(name, value, {})["widget"]
    if context.get("type") == "checkbox":
        return [(name, "on")] if context["attrs"].get("checked") else []
    if "optgroups" in context:
        chosen = [option["value"] for _label, options, _index in context["optgroups"] for option in options if option["selected"]]
        return [(name, str(value)) for value in chosen]
    if "subwidgets" in context:
        return [(part["name"], str(part["value"] or "")) for part in context["subwidgets"]]
    shown = context["value"]
    return [(name, "" if shown is None else str(shown).replace("\r\n", "\n").replace("\n", "\r\n"))]


def form_data(client, url, **changes):
    """Everything that the form at an address would send, with changes."""
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    data = sent(response.context["adminform"].form)
    for inline in response.context["inline_admin_formsets"]:
        data |= sent(inline.formset.management_form)
        for form in inline.formset.forms:
            data |= sent(form)
    return data | changes


def row(group, number, **values):
    """The fields of one row of an inline."""
    return {f"{group}-{number}-{name}": value for name, value in values.items()}


def errors(response):
    """Every error on a page, as one text."""
    context = response.context
    assert context is not None, response.headers
    found = [str(context["adminform"].form.errors)]
    for inline in context["inline_admin_formsets"]:
        found += [str(inline.formset.non_form_errors()), *(str(each) for each in inline.formset.errors)]
    return " ".join(found)

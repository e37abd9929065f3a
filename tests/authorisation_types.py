"""Where each object type is reached: the type that holds it and the selection there, with `...` for
the fields asked for. A type without a place has no field that could be tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Template

from authorisation_tips import PLACES as OF_TIPS
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
)

PLACES: Mapping[str, tuple[str | None, str]] = {
    "LostReport": (None, "serviceRequest(number: $number) { ... on LostReport { ... } }"),
    "StationErrorReport": (
        None,
        "serviceRequest(number: $error) { ... on StationErrorReport { ... } }",
    ),
    "ArchivedRequest": (
        None,
        "serviceRequest(number: $archived) { ... on ArchivedRequest { ... } }",
    ),
    "CharacterCertificate": (
        None,
        "node(id: $certificate) { ... on CharacterCertificate { ... } }",
    ),
    "EmployeeVerification": (None, "node(id: $employee) { ... on EmployeeVerification { ... } }"),
    "DomesticHelpVerification": (
        None,
        "node(id: $help) { ... on DomesticHelpVerification { ... } }",
    ),
    "ServantVerification": (None, "node(id: $servant) { ... on ServantVerification { ... } }"),
    "Subject": ("CharacterCertificate", "subject { ... }"),
    "PeriodAddress": ("CharacterCertificate", "addresses { ... }"),
    "CaseDeclaration": ("CharacterCertificate", "caseDeclaration { ... }"),
    "DeclaredCase": ("CaseDeclaration", "cases { ... }"),
    "StationEnquiry": (
        None,
        "node(id: $filed) { ... on CharacterCertificate { enquiries { ... } } }",
    ),
    "RequestFee": ("EmployeeVerification", "fee { ... }"),
    "Payment": ("EmployeeVerification", "fee { payments { ... } }"),
    "TenantVerification": (
        None,
        "serviceRequest(number: $tenancy) { ... on TenantVerification { ... } }",
    ),
    "Premises": ("TenantVerification", "premises { ... }"),
    "Tenancy": ("TenantVerification", "tenancy { ... }"),
    "Tenant": ("TenantVerification", "tenant { ... }"),
    "Foreigner": ("Tenant", "foreigner { ... }"),
    "CoResident": ("TenantVerification", "coResidents { ... }"),
    "Reference": ("TenantVerification", "references { ... }"),
    "TenantConsent": ("TenantVerification", "consent { ... }"),
    "TenancyOrder": ("TenantVerification", "order { ... }"),
    "FieldVisit": ("TenantVerification", "visits { ... }"),
    "HomeQuery": ("TenantVerification", "homeQuery { ... }"),
    "TenancyObjection": ("TenantVerification", "objection { ... }"),
    "TenancyEnd": ("TenantVerification", "ended { ... }"),
    "TenancyAboutMe": (None, "tenanciesAboutMe { ... }"),
    **OF_TIPS,
    "RequestStatus": ("LostReport", "status { ... }"),
    "Missing": ("LostReport", "missing { ... }"),
    "AvailableAction": ("LostReport", "availableActions { ... }"),
    "TimelineEventConnection": ("LostReport", "timeline { ... }"),
    "TimelineEventEdge": ("TimelineEventConnection", "edges { ... }"),
    "PageInfo": ("TimelineEventConnection", "pageInfo { ... }"),
    "TimelineEvent": ("LostReport", "lastEvent { ... }"),
    "CodeLabel": ("TimelineEvent", "action { ... }"),
    "Actor": ("TimelineEvent", "actor { ... }"),
    "File": ("LostReport", "attachments { ... }"),
    "Document": ("LostReport", "acknowledgement { ... }"),
    "AssignableOfficer": ("LostReport", "assignableOfficers { ... }"),
    "InternalNote": ("LostReport", "internalNotes { ... }"),
    "LinkedRequest": ("LostReport", "linked { ... }"),
    "Officer": ("LostReport", "assignee { ... }"),
    "Posting": ("Officer", "postings { ... }"),
    "Citizen": ("LostReport", "citizen { ... }"),
    "Address": ("Citizen", "presentAddress { ... }"),
    "Session": ("Citizen", "sessions { ... }"),
    "Consent": ("Citizen", "consents { ... }"),
    "NotificationPreference": ("Citizen", "notificationPreferences { ... }"),
    "NotificationConnection": ("Citizen", "notifications { ... }"),
    "NotificationEdge": ("NotificationConnection", "edges { ... }"),
    "Notification": ("NotificationEdge", "node { ... }"),
    "Delivery": ("Notification", "deliveries { ... }"),
    "ServiceRequestConnection": ("Citizen", "requests { ... }"),
    "ServiceRequestEdge": ("ServiceRequestConnection", "edges { ... }"),
    "Place": ("LostReport", "place { ... }"),
    "LostMobile": ("LostReport", "items { ... on LostMobile { ... } }"),
    "LostVehicle": ("LostReport", "items { ... on LostVehicle { ... } }"),
    "LostDocument": ("LostReport", "items { ... on LostDocument { ... } }"),
    "LostOther": ("LostReport", "items { ... on LostOther { ... } }"),
    "ItemMatch": ("LostReport", "items { ... on LostItem { matches { ... } } }"),
    "MatchedReport": ("ItemMatch", "lostReport { ... }"),
    "FoundItem": (None, "node(id: $found) { ... on FoundItem { ... } }"),
    "ItemDetail": ("FoundItem", "details { ... }"),
    "FoundItemConnection": (None, "foundItems { ... }"),
    "FoundItemEdge": ("FoundItemConnection", "edges { ... }"),
    "InboxCount": (None, "inboxCounts { ... }"),
    "VerifiedDocument": (None, "verifyDocument(code: $code) { ... }"),
    "Platform": (None, "platform { ... }"),
    "State": ("Platform", "state { ... }"),
    "Notice": ("Platform", "notices { ... }"),
    "Service": ("Platform", "services { ... }"),
    "ServiceFee": ("Service", "fee { ... }"),
    "ServiceDue": ("Service", "due { ... }"),
    "ServiceUpload": ("Service", "uploads { ... }"),
    "Closure": ("Service", "closures { ... }"),
    "Unit": (None, "station(code: $station) { ... }"),
    "UnitConnection": (None, "stations { ... }"),
    "UnitEdge": ("UnitConnection", "edges { ... }"),
    "NearStation": (
        None,
        "nearestStations(at: {latitude: 23.85, longitude: 78.78}, first: 1) { ... }",
    ),
    "ResponsibleStation": (
        None,
        "responsibleStation(at: {latitude: 23.85, longitude: 78.78}) { ... }",
    ),
    "District": (None, "districts { ... }"),
    "Office": (None, "offices(districtCode: $district) { ... }"),
    "Post": (None, "node(id: $post) { ... on Post { ... } }"),
    "Holder": ("Post", "holder { ... }"),
    "Helpline": (None, "helplines { ... }"),
}


def selection(owner: GraphQLObjectType, name: str, records: Mapping[str, str]) -> str:
    """A root selection that asks for one field of the object of this type."""
    is_composite = is_composite_type(get_named_type(owner.fields[name].type))
    inner = f"{name} {{ __typename }}" if is_composite else name
    place: str | None = owner.name
    while place is not None:
        place, around = PLACES[place]
        head, _, tail = around.rpartition("...")
        inner = f"{head}{inner}{tail}"
    return Template(inner).substitute(records)


def asked_types(schema: GraphQLSchema) -> dict[str, GraphQLObjectType]:
    """The object types that queries lead to, but for Query."""
    found = dict[str, GraphQLObjectType]()
    assert schema.query_type is not None
    _follow(schema, schema.query_type, found)
    del found[schema.query_type.name]
    return found


def answer_types(schema: GraphQLSchema) -> dict[str, GraphQLObjectType]:
    """The object types that no query leads to: what mutations and subscriptions answer."""
    found, roots = dict[str, GraphQLObjectType](), (schema.mutation_type, schema.subscription_type)
    for root in roots:
        if root is not None:
            _follow(schema, root, found)
    known = {*asked_types(schema), *(root.name for root in roots if root)}
    return {name: each for name, each in found.items() if name not in known}


def _follow(
    schema: GraphQLSchema, owner: GraphQLObjectType, found: dict[str, GraphQLObjectType]
) -> None:
    if owner.name in found:
        return
    found[owner.name] = owner
    for each in owner.fields.values():
        for target in _objects(schema, each):
            _follow(schema, target, found)


def _objects(schema: GraphQLSchema, field: GraphQLField) -> Iterator[GraphQLObjectType]:
    named = get_named_type(field.type)
    if is_abstract_type(named):
        yield from schema.get_possible_types(named)
    elif isinstance(named, GraphQLObjectType):
        yield named


def whole_answer(
    schema: GraphQLSchema, owner: GraphQLObjectType, own: Mapping[str, GraphQLObjectType]
) -> str:
    """All fields of a mutation's answer, and of what only answers hold."""
    return " ".join(_answered(schema, name, each, own) for name, each in owner.fields.items())


def _answered(
    schema: GraphQLSchema, name: str, field: GraphQLField, own: Mapping[str, GraphQLObjectType]
) -> str:
    named = get_named_type(field.type)
    if not is_composite_type(named):
        return name
    if isinstance(named, GraphQLObjectType) and named.name in own:
        return f"{name} {{ {whole_answer(schema, named, own)} }}"
    return f"{name} {{ __typename }}"

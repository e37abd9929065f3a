"""The ways in which somebody tries to read what is another's: each is one root field that names
it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from hidden import (
    Hides,
    citizen_hidden,
    found_hidden,
    link_hidden,
    match_hidden,
    other_officer,
    report_hidden,
)
from targets import Target

Names = Callable[[Target], str]


@dataclass(frozen=True)
class Read:
    """A root selection; `$it` is the target's, `$own` the number of the viewer's own report."""

    selection: str
    it: Names
    kind: str = "ID!"
    hides: Hides = report_hidden

    @property
    def needs_own(self) -> bool:
        return "$own" in self.selection

    def document(self, many: int) -> str:
        """So many of them in one document."""
        own = ", $own: String!" if self.needs_own else ""
        named = ", ".join(f"$it{place}: {self.kind}" for place in range(many))
        roots = (
            f"a{place}: {self.selection.replace('$it', f'$it{place}')}" for place in range(many)
        )
        return f"query({named}{own}) {{ {' '.join(roots)} }}"

    def variables(self, targets: Sequence[Target], own: Target | None) -> dict[str, str]:
        named = {f"it{place}": self.it(target) for place, target in enumerate(targets)}
        return named | ({"own": own.number} if own and self.needs_own else {})


INSIDE = """id number version status { code } station { code } citizen { fullName mobile }
  timeline { edges { node { note } } } attachments { name downloadUrl } documents { code }"""
LISTED = "totalCount edges { node { number citizen { fullName } } }"
READS: Mapping[str, Read] = {
    "number": Read(f"serviceRequest(number: $it) {{ {INSIDE} }}", lambda t: t.number, "String!"),
    "number in another spelling": Read(
        "serviceRequest(number: $it) { id }",
        lambda t: t.number.lower().replace("-", ""),
        "String!",
    ),
    "desk of a number": Read(
        "serviceRequest(number: $it) { number assignee { id } assignableOfficers { id }"
        " internalNotes { text } linked { number } }",
        lambda t: t.number,
        "String!",
    ),
    "verification of a number": Read(
        "serviceRequest(number: $it) { ... on Verification { subject { fullName } organisation"
        " addresses { text } enquiries { station { code } finding note files { downloadUrl } }"
        " certificate { code } } }",
        lambda t: t.number,
        "String!",
    ),
    "node": Read("node(id: $it) { id ... on ServiceRequest { number } }", lambda t: t.id),
    "things of a node": Read(
        "node(id: $it) { ... on LostReport { place { text } items { ... on LostItem { id"
        " matches { id foundItem { number } } } } } }",
        lambda t: t.id,
    ),
    "file": Read("file(id: $it) { name downloadUrl sha256 }", lambda t: t.file),
    "file as a node": Read("node(id: $it) { id ... on File { downloadUrl } }", lambda t: t.file),
    "citizen": Read(
        "node(id: $it) { id ... on Citizen { fullName } }",
        lambda t: t.citizen,
        hides=citizen_hidden,
    ),
    "officer": Read(
        "node(id: $it) { id ... on Officer { fullName } }",
        lambda t: t.officer,
        hides=other_officer,
    ),
    "found thing": Read(
        "foundItem(number: $it) { id foundBy }",
        lambda t: t.found_number,
        "String!",
        found_hidden,
    ),
    "closed found thing": Read(
        "node(id: $it) { id ... on FoundItem { number } }",
        lambda t: t.found,
        hides=lambda viewer, target: target.is_closed and found_hidden(viewer, target),
    ),
    "inbox of a station": Read(
        f"inbox(filter: {{stationCode: $it}}) {{ {LISTED} }}",
        lambda t: t.station,
        "String!",
    ),
    "inbox by number": Read(
        f"inbox(filter: {{search: $it}}) {{ {LISTED} }}", lambda t: t.number, "String!"
    ),
    "inbox by name": Read(
        f"inbox(filter: {{search: $it}}) {{ {LISTED} }}", lambda t: t.name, "String!", match_hidden
    ),
    "inbox by mobile": Read(
        f"inbox(filter: {{search: $it}}) {{ {LISTED} }}",
        lambda t: t.mobile,
        "String!",
        match_hidden,
    ),
    "own requests by number": Read(
        f"viewer {{ ... on Citizen {{ requests(filter: {{search: $it}}) {{ {LISTED} }} }} }}",
        lambda t: t.number,
        "String!",
    ),
    "linked with an own request": Read(
        "serviceRequest(number: $it) { linked { number note request { id } } }",
        lambda t: t.sibling,
        "String!",
        link_hidden,
    ),
    "citizen of an own request": Read(
        "serviceRequest(number: $own) { citizen { requests(filter: {search: $it}) {"
        " totalCount edges { node { id } } } } }",
        lambda t: t.number,
        "String!",
    ),
}

"""What a PDF document says of itself to those who hear it: its structure and its outline."""

from __future__ import annotations

import itertools

import pydyf


class Element:
    """A node of the structure: a heading, a paragraph, a table, a cell."""

    def __init__(self, tag: str, parent: Element | None, extra: dict[str, object]) -> None:
        self.tag, self.parent, self.extra = tag, parent, extra
        self.kids: list[tuple[Page, int] | Element | pydyf.Dictionary] = []
        self.object = pydyf.Dictionary()


class Page:
    """A page being drawn: its operators, what its marks belong to, and its links."""

    def __init__(self, size: tuple[float, float]) -> None:
        self.width, self.height = size
        self.operators: list[bytes] = []
        self.marked: list[Element] = []
        self.links: list[tuple[pydyf.Dictionary, Element]] = []
        self.object = pydyf.Dictionary()


def write_structure(pdf: pydyf.PDF, root: Element, pages: list[Page]) -> pydyf.Dictionary:
    """The tree of elements, and the table that leads from marks and links back to them."""
    tree = pydyf.Dictionary({"Type": "/StructTreeRoot"})
    pdf.add_object(tree)
    _write_element(pdf, root, tree)
    tree["K"] = pydyf.Array([root.object.reference])
    numbers = pydyf.Array()
    for index, page in enumerate(pages):
        page.object["StructParents"] = index
        owners = pydyf.Array([element.object.reference for element in page.marked])
        numbers.extend([index, owners])
    index = len(pages)
    for page in pages:
        for annotation, element in page.links:
            annotation["StructParent"] = index
            numbers.extend([index, element.object.reference])
            index += 1
    parents = pydyf.Dictionary({"Nums": numbers})
    pdf.add_object(parents)
    tree["ParentTree"] = parents.reference
    tree["ParentTreeNextKey"] = index
    return tree


def _write_element(pdf: pydyf.PDF, element: Element, parent: pydyf.Dictionary) -> None:
    pdf.add_object(element.object)
    element.object.update({"Type": "/StructElem", "S": f"/{element.tag}", "P": parent.reference})
    kids = pydyf.Array()
    for kid in element.kids:
        if isinstance(kid, Element):
            _write_element(pdf, kid, element.object)
            kids.append(kid.object.reference)
        elif isinstance(kid, pydyf.Dictionary):
            kids.append(pydyf.Dictionary({"Type": "/OBJR", "Obj": kid.reference}))
        else:
            page, number = kid
            element.object.setdefault("Pg", page.object.reference)
            kids.append(
                pydyf.Dictionary({"Type": "/MCR", "Pg": page.object.reference, "MCID": number})
            )
    element.object["K"] = kids
    if alt := element.extra.get("alt"):
        element.object["Alt"] = pydyf.String(str(alt))
    if language := element.extra.get("language"):
        element.object["Lang"] = pydyf.String(str(language))
    if scope := element.extra.get("scope"):
        element.object["A"] = pydyf.Dictionary({"O": "/Table", "Scope": f"/{scope}"})


def write_outline(pdf: pydyf.PDF, entries: list[tuple[int, str, Page, float]]) -> pydyf.Dictionary:
    """The outline: entries of level 2 stand below the last one of level 1."""
    top = pydyf.Dictionary({"Type": "/Outlines"})
    pdf.add_object(top)
    children: dict[int, list[pydyf.Dictionary]] = {top.number: []}
    nodes = {top.number: top}
    parent = top
    for level, title, page, y in entries:
        owner = top if level == 1 or parent is top else parent
        place = pydyf.Array([page.object.reference, "/XYZ", 0, page.height - y, "null"])
        node = pydyf.Dictionary(
            {"Title": pydyf.String(title), "Parent": owner.reference, "Dest": place}
        )
        pdf.add_object(node)
        nodes[node.number], children[node.number] = node, []
        children[owner.number].append(node)
        if owner is top:
            parent = node
    for number, below in children.items():
        if below:
            nodes[number].update(
                {
                    "First": below[0].reference,
                    "Last": below[-1].reference,
                    "Count": len(below),
                }
            )
        for before, after in itertools.pairwise(below):
            before["Next"], after["Prev"] = after.reference, before.reference
    return top

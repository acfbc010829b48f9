"""How the date columns of a file write their days, told by all of its rows."""

from collections.abc import Mapping, Sequence

from data.importing.clean import Order, OrderProof
from data.importing.table import Table


def orders(table: Table, mapping: Mapping[str, str], fields: Sequence[str]) -> dict[str, Order]:
    """Field -> order, for those of the fields that have a column; day first where nothing proves another order.

    The file is read once more where the first rows leave it open: the one cell that proves an order may be the last.
    """
    columns = {field: table.column(mapping[field]) for field in fields if mapping.get(field)}
    proofs = {field: OrderProof() for field in columns}
    for row in table.head:
        for field, column in columns.items():
            proofs[field].add(row.cell(column.index))
    left = [(proofs[field], column.index) for field, column in columns.items() if proofs[field].is_open]
    if left:
        for row in table.rows:
            for proof, index in left:
                proof.add(row.cell(index))
    return {field: proof.order or "dmy" for field, proof in proofs.items()}

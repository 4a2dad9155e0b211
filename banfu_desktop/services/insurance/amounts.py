"""The amounts of a policy as they are kept, from what a form or a command says of them."""

from collections.abc import Mapping
from typing import Any

from banfu_desktop.rules.insurance import Amounts, Per, amounts


def kept_amounts(values: Mapping[str, Any]) -> Amounts:
    """The premium of all and the sum insured of each (fen); unsaid, they were said so.

    Args:
        values: names of tables.insurance.POLICY_FORM, the two amounts among them.

    Raises:
        UserError: see rules.insurance.amounts.
    """
    premium_as, insured_as = values.get("premium_as") or Per.TOTAL, values.get("insured_as") or Per.EACH
    return amounts(values["premium_fen"], premium_as, values["insured_fen"], insured_as, values.get("heads"))

"""Payments as the owners see them."""

from avatar_core import Payment
from avatar_core.use_cases.owner import PaymentFile

from ...owner_callbacks import PaymentAction, PaymentMove
from ...texts import Texts
from ...view import Button, View
from ..parts import button, money, page, paragraphs
from .desk import back
from .people import to_person
from .timelines import history


def payment_page(texts: Texts, file: PaymentFile, note: str | None = None) -> View:
    """Show all that happened to a payment, and whether it can be given up."""
    payment = file.payment
    return page(
        texts,
        paragraphs(note, history(texts, file.timeline)),
        _act(texts, "button-refresh", PaymentMove.SHOW, payment),
        _act(texts, "button-give-up", PaymentMove.GIVE_UP, payment)
        if file.can_give_up
        else None,
        to_person(texts, payment.person),
        back(texts),
    )


def ask_give_up(texts: Texts, file: PaymentFile) -> View:
    """Ask whether a payment is really to be given up."""
    payment = file.payment
    return page(
        texts,
        texts(
            "give-up-ask",
            money=money(texts, payment.money),
            credits=payment.credits,
            available=file.balance.available,
        ),
        _act(texts, "button-give-up-for-good", PaymentMove.FOR_GOOD, payment),
        _act(texts, "button-back", PaymentMove.SHOW, payment),
    )


def _act(texts: Texts, key: str, move: PaymentMove, payment: Payment) -> Button:
    return button(texts, key, PaymentAction(move=move, payment=payment.id))

"""Promo codes and referrals."""

from avatar_core.errors import PromoFault
from avatar_core.use_cases import Invitation, Redeemed

from ..callbacks import Section
from ..texts import Texts
from ..view import View
from .parts import menu, page


def ask_code(texts: Texts, fault: PromoFault | None = None) -> View:
    """Ask for a promo code; *fault* is of the last one."""
    refusal = texts.of("promo-fault", fault) if fault else None
    ask = None if fault is PromoFault.TOO_MANY_TRIED else texts("ask-code")
    return page(texts, refusal, ask, menu("button-balance", Section.BALANCE))


def redeemed(texts: Texts, used: Redeemed) -> View:
    """Show what a promo code granted."""
    return page(
        texts,
        texts(
            "code-redeemed",
            credits=used.promo.credits,
            available=used.balance.available,
        ),
        menu("button-generate", Section.GENERATE),
        menu("button-balance", Section.BALANCE),
    )


def invite(texts: Texts, invitation: Invitation, link: str) -> View:
    """Show the referral link, and what it has earned."""
    counts = (
        texts(
            "invite-counts",
            friends=invitation.friends,
            rewarded=invitation.rewarded,
            credits=invitation.credits,
        )
        if invitation.friends
        else None
    )
    return page(
        texts,
        texts("invite", reward=invitation.reward),
        texts("invite-link", link=link),
        counts,
        menu("button-balance", Section.BALANCE),
    )

"""Buying credits."""

from collections.abc import Sequence

from avatar_core import Balance, Bill, Package, PaymentStatus
from avatar_core.use_cases import PaymentNews

from ..callbacks import BuyPackage, Section
from ..texts import Texts
from ..view import Button, Invoice, View
from .parts import button, home, menu, paragraphs, rows


def top_up_page(
    texts: Texts,
    balance: Balance,
    packages: Sequence[Package],
    *,
    worthless: bool = False,
) -> View:
    """Offer the packages in the order they are set; say so if nothing is sold just now."""
    offers = [
        button(
            texts,
            "button-package",
            BuyPackage(credits=package.credits, stars=package.stars),
            credits=package.credits,
            stars=package.stars,
        )
        for package in packages
    ]
    return View(
        text=paragraphs(
            texts("top-up", available=balance.available),
            texts("top-up-worthless") if worthless else None,
        ),
        buttons=rows(
            *offers, menu(texts, "button-balance", Section.BALANCE), home(texts)
        ),
    )


def invoice(texts: Texts, bill: Bill) -> Invoice:
    """Ask for the price of a package."""
    package = bill.package
    return Invoice(
        title=texts.plain("invoice-title", credits=package.credits),
        description=texts.plain("invoice-description", credits=package.credits),
        payload=bill.payload,
        stars=package.stars,
        pay=texts.plain("button-pay", stars=package.stars),
        buttons=rows(menu(texts, "button-other-package", Section.TOP_UP), home(texts)),
    )


def paid(texts: Texts, news: PaymentNews, way_back: Button | None = None) -> View:
    """Thank for a payment, or say that it goes back."""
    payment = news.payment
    if payment.status is PaymentStatus.CREDITED:
        said = texts("paid", credits=payment.credits, available=news.balance.available)
    else:
        said = texts("paid-for-nothing", stars=payment.stars)
    return View(
        text=said,
        buttons=rows(
            way_back,
            menu(texts, "button-generate", Section.GENERATE),
            menu(texts, "button-balance", Section.BALANCE),
            home(texts),
        ),
    )


def given_back(texts: Texts, news: PaymentNews) -> View:
    """Say that the Stars are the person's again, and what became of the credits."""
    key = "stars-back-credits" if news.payment.reclaimed else "stars-back"
    return View(
        text=texts(
            key,
            stars=news.payment.stars,
            credits=news.payment.reclaimed,
            available=news.balance.available,
        ),
        buttons=rows(menu(texts, "button-balance", Section.BALANCE), home(texts)),
    )

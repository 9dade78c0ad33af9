"""The use cases of people, admins and the worker; `cases` puts them together."""

from .accounts import (
    Accounts,
    Entry,
    Invitation,
    InviteFriends,
    Preferences,
    Redeemed,
    RedeemPromo,
)
from .advance_jobs import AdvanceJobs
from .cases import AdminCases, Config, Ports, UseCases, WorkerCases, use_cases
from .coach_photos import CoachPhotos
from .consent import GiveConsent
from .digests import ScheduleDigest
from .gallery import Gallery, GalleryCard, GalleryChoices, GalleryStatistics
from .gallery_pages import Download, GalleryPage, GalleryPages
from .incidents import CheckCatalogue, WatchWebhooks
from .manage_avatars import AvatarCard, ManageAvatars
from .money import PaymentNews, RefundPayments, TopUp
from .my_data import ExportData
from .orders import (
    DescribePhoto,
    GeneratePictures,
    PictureQuote,
    TrainAvatar,
    TrainingQuote,
    UpscalePicture,
)
from .outcomes import CancelJob
from .read_news import ReadNews
from .ready_made import Casting, OrderPack, PackQuote, RemixPictures, RemixQuote
from .receipts import FileDispute, ReadReceipts, Receipt, Receipts
from .removal import Belongings, ErasureReceipt, ForgetPeople
from .send_broadcasts import SendBroadcasts
from .sweep import Sweep
from .telling import TellNotices
from .upload_photos import UploadPhotos, Uploads


__all__ = [
    "Accounts",
    "AdminCases",
    "AdvanceJobs",
    "AvatarCard",
    "Belongings",
    "CancelJob",
    "Casting",
    "CheckCatalogue",
    "CoachPhotos",
    "Config",
    "DescribePhoto",
    "Download",
    "Entry",
    "ErasureReceipt",
    "ExportData",
    "FileDispute",
    "ForgetPeople",
    "Gallery",
    "GalleryCard",
    "GalleryChoices",
    "GalleryPage",
    "GalleryPages",
    "GalleryStatistics",
    "GeneratePictures",
    "GiveConsent",
    "Invitation",
    "InviteFriends",
    "ManageAvatars",
    "OrderPack",
    "PackQuote",
    "PaymentNews",
    "PictureQuote",
    "Ports",
    "Preferences",
    "ReadNews",
    "ReadReceipts",
    "Receipt",
    "Receipts",
    "RedeemPromo",
    "Redeemed",
    "RefundPayments",
    "RemixPictures",
    "RemixQuote",
    "ScheduleDigest",
    "SendBroadcasts",
    "Sweep",
    "TellNotices",
    "TopUp",
    "TrainAvatar",
    "TrainingQuote",
    "UploadPhotos",
    "Uploads",
    "UpscalePicture",
    "UseCases",
    "WatchWebhooks",
    "WorkerCases",
    "use_cases",
]

"""The use cases of people, admins and the worker; `cases` puts them together."""

from .accounts import Accounts, Entry
from .advance_jobs import AdvanceJobs
from .cancel_job import CancelJob
from .cases import AdminCases, Config, Ports, UseCases, WorkerCases, use_cases
from .check_catalogue import CheckCatalogue
from .describe_photo import DescribePhoto
from .file_dispute import FileDispute
from .forget_people import Belongings, ForgetPeople
from .gallery import Gallery, GalleryCard, GalleryChoices, GalleryStatistics
from .generate_pictures import GeneratePictures, PictureQuote
from .invite_friends import Invitation, InviteFriends
from .manage_avatars import AvatarCard, ManageAvatars
from .order_pack import OrderPack, PackQuote
from .preferences import Preferences
from .read_news import ReadNews
from .read_receipts import ReadReceipts, Receipt, Receipts
from .redeem_promo import Redeemed, RedeemPromo
from .refund_payments import RefundPayments
from .remix import Casting, RemixPictures, RemixQuote
from .send_broadcasts import SendBroadcasts
from .sweep import Sweep
from .tell_notices import TellNotices
from .top_up import PaymentNews, TopUp
from .train_avatar import TrainAvatar, TrainingQuote
from .upload_photos import UploadPhotos, Uploads
from .upscale_picture import UpscalePicture
from .watch_webhooks import WatchWebhooks


__all__ = [
    "Accounts",
    "AdminCases",
    "AdvanceJobs",
    "AvatarCard",
    "Belongings",
    "CancelJob",
    "Casting",
    "CheckCatalogue",
    "Config",
    "DescribePhoto",
    "Entry",
    "FileDispute",
    "ForgetPeople",
    "Gallery",
    "GalleryCard",
    "GalleryChoices",
    "GalleryStatistics",
    "GeneratePictures",
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

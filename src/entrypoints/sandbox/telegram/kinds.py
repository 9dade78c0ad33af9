"""Messages of every kind that people can send, as Telegram sends them on."""

from collections.abc import Mapping
from typing import Any, Final


_FILE = {"file_id": "AAA", "file_unique_id": "f"}
_SHAPE = {**_FILE, "width": 1, "height": 1}
_CLIP = {**_SHAPE, "duration": 1}
_PLACE: Final = {"latitude": 1.0, "longitude": 1.0}
_CHAT = {"id": -1, "type": "channel", "title": "c"}
_STICKER = {**_SHAPE, "type": "regular", "is_animated": False, "is_video": False}
_DAY = 1_700_000_000
_MODEL = {"name": "m", "sticker": _STICKER, "rarity_per_mille": 1}
_COLOURS = dict.fromkeys(
    ("center_color", "edge_color", "symbol_color", "text_color"), 0
)
#: What a message of each kind holds, beside words and photos.
KINDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "animation": {"animation": _CLIP, "document": _FILE},
    "audio": {"audio": {**_FILE, "duration": 1}},
    "paid_media": {
        "paid_media": {"star_count": 1, "paid_media": [{"type": "preview"}]}
    },
    "sticker": {"sticker": _STICKER},
    "story": {"story": {"chat": _CHAT, "id": 1}},
    "video": {"video": _CLIP},
    "video_note": {"video_note": {**_FILE, "length": 1, "duration": 1}},
    "voice": {"voice": {**_FILE, "duration": 1}},
    "checklist": {"checklist": {"title": "t", "tasks": [{"id": 1, "text": "t"}]}},
    "contact": {"contact": {"phone_number": "1", "first_name": "A"}},
    "dice": {"dice": {"emoji": "🎲", "value": 1}},
    "game": {"game": {"title": "t", "description": "d", "photo": [_SHAPE]}},
    "poll": {
        "poll": {
            "id": "1",
            "question": "q",
            "options": [{"persistent_id": "1", "text": "a", "voter_count": 0}],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
    },
    "venue": {
        "venue": {"location": _PLACE, "title": "t", "address": "a"},
        "location": _PLACE,
    },
    "location": {"location": _PLACE},
    "invoice": {
        "invoice": {
            "title": "t",
            "description": "d",
            "start_parameter": "",
            "currency": "XTR",
            "total_amount": 1,
        }
    },
    "gift": {"gift": {"gift": {"id": "1", "sticker": _STICKER, "star_count": 1}}},
    "unique_gift": {
        "unique_gift": {
            "gift": {
                "gift_id": "1",
                "base_name": "g",
                "name": "g",
                "number": 1,
                "model": _MODEL,
                "symbol": _MODEL,
                "backdrop": {"name": "b", "colors": _COLOURS, "rarity_per_mille": 1},
            },
            "origin": "transfer",
        }
    },
    "giveaway": {
        "giveaway": {
            "chats": [_CHAT],
            "winners_selection_date": _DAY,
            "winner_count": 1,
        }
    },
    "giveaway_winners": {
        "giveaway_winners": {
            "chat": _CHAT,
            "giveaway_message_id": 1,
            "winners_selection_date": _DAY,
            "winner_count": 1,
            "winners": [],
        }
    },
    "rich_message": {
        "rich_message": {"blocks": [{"type": "divider"}]},
    },
}

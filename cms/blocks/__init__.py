"""What pages are made of: the blocks of bodies and records, tables, sections and anchors.

Owns what an editor can put on a page. Refuses to know kinds of page.
"""

from cms.blocks import sections
from cms.blocks.body import TEXT_FEATURES, BodyBlock, FigureBlock
from cms.blocks.fragment_ids import anchors, heading_anchors
from cms.blocks.records import (
    ACTIVITY_STATES,
    QUARTERS,
    TRAINING_MODES,
    ActivityBlock,
    ComponentBlock,
    ResultBlock,
    SessionBlock,
    TrainingBlock,
)
from cms.blocks.sections import Section, reserved_ids

__all__ = [
    "ACTIVITY_STATES",
    "QUARTERS",
    "TEXT_FEATURES",
    "TRAINING_MODES",
    "ActivityBlock",
    "BodyBlock",
    "ComponentBlock",
    "FigureBlock",
    "ResultBlock",
    "Section",
    "SessionBlock",
    "TrainingBlock",
    "anchors",
    "heading_anchors",
    "reserved_ids",
    "sections",
]

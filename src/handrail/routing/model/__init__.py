"""The learned side of triage: from solved tickets to the category of the next one. No Django here."""

from handrail.routing.model.model import Model, Prediction
from handrail.routing.model.storing import BadModel, load, save
from handrail.routing.model.training import NotEnough, train

__all__ = ["BadModel", "Model", "NotEnough", "Prediction", "load", "save", "train"]

"""The terms of measures: each kind of measure has its own steps, and all share a few general states."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeasureKind(models.TextChoices):
    EXPORT_CONTROL = "export_control", _("export licence control")
    COUNTRY_LIST = "country_list", _("country category of an export control")
    TREATY_NOTICE = "treaty_notice", _("treaty notice")
    WTO_CASE = "wto_case", _("WTO dispute")
    COMPENSATION_SCHEME = "compensation_scheme", _("payment scheme")
    PROPOSAL = "proposal", _("proposal")
    BOYCOTT = "boycott", _("boycott")
    JUDICIAL_ENFORCEMENT = "judicial_enforcement", _("judicial enforcement")
    TREATY_PROCEDURE = "treaty_procedure", _("treaty dispute procedure")
    INDUSTRIAL_POLICY = "industrial_policy", _("industrial policy")
    DIALOGUE = "dialogue", _("dialogue of authorities")
    PRIVATE_FUND = "private_fund", _("private fund")


class GeneralState(models.TextChoices):
    """What every kind of measure can be, where that is not itself contested."""

    NOT_YET = "not_yet", _("not yet")
    ANNOUNCED = "announced", _("announced")
    IN_FORCE = "in_force", _("in force")
    EASED = "eased", _("eased")
    SUSPENDED = "suspended", _("suspended")
    ENDED = "ended", _("ended")


#: Kinds that are not "in force" but "under way".
UNDER_WAY = frozenset(
    {
        MeasureKind.WTO_CASE,
        MeasureKind.COMPENSATION_SCHEME,
        MeasureKind.PROPOSAL,
        MeasureKind.BOYCOTT,
        MeasureKind.JUDICIAL_ENFORCEMENT,
        MeasureKind.TREATY_PROCEDURE,
        MeasureKind.INDUSTRIAL_POLICY,
        MeasureKind.DIALOGUE,
        MeasureKind.PRIVATE_FUND,
    }
)


def state_label(kind: str, state: str) -> str:
    """A general state in the words that fit a kind of measure."""
    if state == GeneralState.IN_FORCE and kind in UNDER_WAY:
        return str(_("under way"))
    return str(GeneralState(state).label)


class Term(models.TextChoices):
    """What can happen to a measure, of whatever kind."""

    STUDIED = "studied", _("studied")
    CONSIDERED = "considered", _("change considered")
    INTENTION_STATED = "intention_stated", _("intention stated")
    CALLED = "called", _("called for")
    ANNOUNCED = "announced", _("announced")
    PRESENTED = "presented", _("presented")
    DECIDED = "decided", _("decided")
    PROMULGATED = "promulgated", _("promulgated")
    NOTIFIED = "notified", _("notified")
    TABLED = "tabled", _("tabled")
    IN_FORCE = "in_force", _("in force")
    IN_EFFECT = "in_effect", _("in effect")
    EXTENDED = "extended", _("widened")
    REVIEWED = "reviewed", _("reviewed")
    EASED = "eased", _("partly eased")
    REVISION_ANNOUNCED = "revision_announced", _("change announced")
    BULK_LICENSING_RESTORED = "bulk_licensing_restored", _("bulk licensing restored")
    LIFTED = "lifted", _("lifted")
    REVISED = "revised", _("revised")
    RESTORATION_ANNOUNCED = "restoration_announced", _("restoration announced")
    RESTORATION_DECIDED = "restoration_decided", _("restoration decided")
    RESTORATION_PROMULGATED = "restoration_promulgated", _("restoration promulgated")
    RESTORATION_NOTIFIED = "restoration_notified", _("restoration put to public notice")
    RESTORED = "restored", _("restored to the list")
    AGREEMENT_SIGNED = "agreement_signed", _("agreement signed")
    EFFECT_SUSPENDED = "effect_suspended", _("effect of the notice suspended")
    NORMALISATION_ANNOUNCED = "normalisation_announced", _("normalisation announced")
    NOTES_WITHDRAWN = "notes_withdrawn", _("notes withdrawn")
    CONSULTATIONS_REQUESTED = "consultations_requested", _("consultations requested")
    CIRCULATED = "circulated", _("request circulated")
    CONSULTATIONS_ACCEPTED = "consultations_accepted", _("consultations accepted")
    JOINING_REQUESTED = "joining_requested", _("third party asks to join")
    CONSULTATIONS_HELD = "consultations_held", _("consultations held")
    PAUSED = "paused", _("procedure paused by the complainant")
    RESUMED = "resumed", _("procedure resumed")
    PANEL_REQUESTED = "panel_requested", _("panel requested")
    PANEL_REQUEST_NOT_AGREED = "panel_request_not_agreed", _("panel request not agreed")
    PANEL_ESTABLISHED = "panel_established", _("panel established")
    WITHDRAWAL_ANNOUNCED = "withdrawal_announced", _("withdrawal announced")
    WITHDRAWN = "withdrawn", _("complaint withdrawn")
    FUNDED = "funded", _("funded")
    PAYING = "paying", _("paying")
    DEPOSITS_REFUSED = "deposits_refused", _("deposits refused by courts")
    OBJECTIONS_DISMISSED = "objections_dismissed", _("objections dismissed")
    REJECTED = "rejected", _("rejected")
    LAPSED = "lapsed", _("lapsed")
    FADED = "faded", _("faded")
    SEIZURE_REQUESTED = "seizure_requested", _("seizure requested")
    SEIZURE_ORDERED = "seizure_ordered", _("seizure ordered")
    SERVED = "served", _("order served")
    SEIZURE_IN_FORCE = "seizure_in_force", _("seizure in force")
    SEIZURE_UPHELD = "seizure_upheld", _("seizure upheld")
    SALE_ORDERED = "sale_ordered", _("sale ordered")
    SALE_APPEALED = "sale_appealed", _("sale order appealed")
    CASE_WITHDRAWN = "case_withdrawn", _("one case withdrawn")
    ARBITRATION_REQUESTED = "arbitration_requested", _("arbitration requested")
    THIRD_COUNTRY_PANEL_REQUESTED = "third_country_panel_requested", _("third-country panel requested")
    ARBITRATION_REFUSED = "arbitration_refused", _("arbitration refused")
    DEADLINE_PASSED = "deadline_passed", _("deadline passed")
    LAST_ROUND_BEFORE = "last_round_before", _("last round before the dispute")
    RESUMPTION_AGREED = "resumption_agreed", _("resumption agreed")
    PREPARATORY_MEETING = "preparatory_meeting", _("preparatory meeting")
    ROUND_HELD = "round_held", _("round held")


_TERMS: dict[str, str] = {
    MeasureKind.EXPORT_CONTROL: "announced in_force eased revision_announced bulk_licensing_restored lifted revised",
    MeasureKind.COUNTRY_LIST: "considered announced decided promulgated in_force restoration_announced"
    " restoration_decided restoration_promulgated restoration_notified restored",
    MeasureKind.TREATY_NOTICE: "agreement_signed announced notified effect_suspended normalisation_announced"
    " notes_withdrawn",
    MeasureKind.WTO_CASE: "intention_stated consultations_requested circulated consultations_accepted"
    " joining_requested consultations_held paused resumed panel_requested panel_request_not_agreed"
    " panel_established withdrawal_announced withdrawn",
    MeasureKind.COMPENSATION_SCHEME: "studied presented announced funded paying deposits_refused objections_dismissed",
    MeasureKind.PROPOSAL: "announced rejected tabled lapsed",
    MeasureKind.BOYCOTT: "called in_effect faded",
    MeasureKind.JUDICIAL_ENFORCEMENT: "seizure_requested seizure_ordered served seizure_in_force seizure_upheld"
    " sale_ordered sale_appealed case_withdrawn",
    MeasureKind.TREATY_PROCEDURE: "agreement_signed consultations_requested arbitration_requested"
    " third_country_panel_requested arbitration_refused deadline_passed",
    MeasureKind.INDUSTRIAL_POLICY: "announced extended in_force reviewed",
    MeasureKind.DIALOGUE: "last_round_before resumption_agreed preparatory_meeting round_held",
    MeasureKind.PRIVATE_FUND: "announced",
}


def terms_of(kind: str) -> list[str]:
    """The terms that a step of this kind of measure may have."""
    return _TERMS[kind].split()

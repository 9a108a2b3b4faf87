from datetime import timedelta

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """The school's official voice: official users and accounts, posts and their approval."""

    name = "approvals"

    def ready(self) -> None:
        from approvals import activity_announcing, announcing, events, lane_announcing, official_announcing
        from approvals.actions import end_what_is_over, expire_lapsed, warn_of_lapses
        from approvals.models import Activity, OfficialUser, PostRequest, StandingTemplate, Suggestion
        from audit.register import add_events
        from notices.beats import add_duty
        from notices.register import add_kind, add_menu, add_start, add_subject, add_waiting, add_yours
        from school.hearing import seen_ones, visible_ones

        add_events(events.EVENTS)
        still_of = lane_announcing.STILL | official_announcing.STILL | {"suggestion.look": announcing.look_still_waits}
        for kind, sentence in events.NOTICES.items():
            model = announcing.STILL_WAITING.get(kind)
            still = announcing.still_waits(model) if model else still_of.get(kind)
            add_kind(kind, sentence=sentence, many=events.MANY.get(kind, ""), still=still)
        add_subject(
            "approvals.PostRequest",
            may_be_told=announcing.may_hear_of_post,
            url=announcing.post_url,
            which=visible_ones(PostRequest),
            seen=seen_ones(PostRequest),
        )
        add_subject(
            "approvals.OfficialUser",
            may_be_told=announcing.may_hear_of_official,
            url=announcing.official_url,
            which=visible_ones(OfficialUser),
            seen=seen_ones(OfficialUser),
        )
        add_subject(
            "approvals.Suggestion",
            may_be_told=announcing.may_hear_of_suggestion,
            url=announcing.suggestion_url,
            which=visible_ones(Suggestion),
            seen=seen_ones(Suggestion),
        )
        add_subject(
            "approvals.StandingTemplate",
            may_be_told=lane_announcing.may_hear_of_template,
            url=lane_announcing.template_url,
            which=visible_ones(StandingTemplate),
            seen=seen_ones(StandingTemplate),
        )
        add_subject(
            "approvals.Activity",
            may_be_told=activity_announcing.may_hear_of_activity,
            url=activity_announcing.activity_url,
            which=visible_ones(Activity),
            seen=seen_ones(Activity),
        )
        add_waiting(announcing.waiting)
        add_waiting(lane_announcing.waiting)
        add_waiting(activity_announcing.waiting)
        add_waiting(official_announcing.waiting)
        add_yours(announcing.yours)
        add_menu(announcing.menu)
        add_start(announcing.starts)
        self.look_after_pictures()
        add_duty("approvals.expire", every=timedelta(minutes=5), duty=expire_lapsed)
        add_duty("approvals.officials", every=timedelta(hours=1), duty=end_what_is_over)
        add_duty("approvals.lapses", every=timedelta(days=1), duty=warn_of_lapses)

    def look_after_pictures(self) -> None:
        """Who reads a picture, what makes it ready, and what is done when a child may not be shown any more."""
        from approvals import dated, passed_files, picture_files, preparing, shown
        from files.register import Owner, add_owner
        from notices.beats import add_duty
        from school.consent_changes import on_consent_change

        settled, unnoted = picture_files.settled, picture_files.unnoted
        # Twenty pictures of a trip must not keep their sender from sending evidence on the same day.
        readers = {
            "Picture": picture_files.nobody,
            "Derivative": picture_files.may_read,
            "Screenshot": picture_files.may_read_screenshot,
        }
        for kind, may_read in readers.items():
            owner = Owner(may_read=may_read, note_reading=unnoted, settled=settled, counts=False)
            add_owner(f"approvals.{kind}", owner)
        add_duty("approvals.pictures", every=timedelta(minutes=1), duty=preparing.prepare_what_waits)
        add_duty("approvals.dated", every=timedelta(hours=1), duty=dated.look_at_dates)
        on_consent_change(shown.look_again)
        # What was sent counts towards its sender's day: everybody on the staff may send. What is made of it does not.
        unseen = Owner(may_read=picture_files.nobody, note_reading=unnoted, settled=passed_files.settled)
        seen = Owner(passed_files.may_read, note_reading=unnoted, settled=passed_files.settled, counts=False)
        add_owner("approvals.PassedPicture", unseen)
        add_owner("approvals.PassedPictureShown", seen)
        add_duty("approvals.passed_pictures", every=timedelta(minutes=1), duty=passed_files.prepare_passed)
        add_duty("approvals.discard_passed", every=timedelta(days=1), duty=passed_files.discard_passed_pictures)

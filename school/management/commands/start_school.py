"""The first people of an empty installation, asked at the keyboard: nobody is there yet who could appoint them."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from school.actions import AlreadyStarted, Founder, start_school
from school.actions.setting_up import CannotStart
from school.models import Office, Person

FIRST = (Office.PRINCIPAL, Office.CHAIR, Office.ADMINISTRATOR)


class Command(BaseCommand):
    help = "Enter the school's name, its Principal, its Chair and its administrator, once, on an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", help="The school's name; asked for when it is not given.")
        for office in FIRST:
            parser.add_argument(
                f"--{office.value}",
                nargs=3,
                metavar=("FIRST", "SURNAME", "EMAIL"),
                help=f"The {office.label}; asked for when not given.",
            )

    def handle(self, *args: Any, **options: Any) -> None:
        if Person.objects.exists():
            raise CommandError("This installation already has people. New offices are given on the People page.")
        name = options["name"] or self.ask("The school's name")
        founders = [self.founder(office, options[office.value]) for office in FIRST]
        try:
            people = start_school(name=name, founders=founders, now=timezone.now())
        except (AlreadyStarted, CannotStart) as problem:
            raise CommandError(str(problem)) from None
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from None
        self.stdout.write(
            f"{name} stands, with {len(people)} people. Each asks for a password link on the sign-in page; "
            "the Principal and the Chair then appoint everybody else on the People page."
        )

    def founder(self, office: Office, given: list[str] | None) -> Founder:
        first, last, email = given or [
            self.ask(f"{office.label}: {what}") for what in ("first name", "surname", "e-mail address")
        ]
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is no e-mail address. Begin again: nothing was entered.") from None
        return Founder(first, last, email, office.value)

    def ask(self, question: str) -> str:
        try:
            answer = input(f"{question}: ").strip()
        except EOFError:
            answer = ""
        if not answer:
            raise CommandError("Without an answer nothing is entered. Begin again when you have it at hand.")
        return answer

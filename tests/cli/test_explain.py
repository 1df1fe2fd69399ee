"""Every rule and control has a page, with an example that comes with the library."""

from __future__ import annotations

import tomllib

import pytest

from cognito_as_code.cli.explain import _pages, examples
from cognito_as_code.compliance.profiles import PROFILES
from cognito_as_code.review.adopt import RULES_OF_ADOPTION
from cognito_as_code.review.findings import RULES as REVIEW_RULES
from cognito_as_code.settings.core.rule import RULES, every_rule
from tests.cli.conftest import Run


def test_every_rule_and_control_has_a_page() -> None:
    controls = {control.id for profile in PROFILES.values() for control in profile}
    assert set(_pages()) == {
        *every_rule(),
        *REVIEW_RULES,
        *controls,
        "drift",
        "not-judged",
        *(rule.id for rule in RULES_OF_ADOPTION),
    }
    for name, page in _pages().items():
        paragraphs = list(page)
        assert paragraphs[0].startswith(f"{name}: ")
        assert any(each.startswith("Source: https://") for each in paragraphs), name


@pytest.mark.parametrize("kind", ["fail", "pass"])
@pytest.mark.parametrize("rule", every_rule())
def test_every_rule_has_its_examples(rule: str, kind: str) -> None:
    files = examples(rule, kind)
    assert len(files) == 1 if rule in RULES else len(files) > 1
    for file in files:
        assert tomllib.loads(file.read_text())


def test_a_page_shows_both_examples(cognito: Run) -> None:
    page = cognito("explain", "mfa-10").output
    assert page.startswith("MFA-10: E-mail MFA sends through Amazon SES\n\nError of `cognito check`: ")
    assert (
        'Refused (mfa-10.toml):\n\n    # user_pool.email_configuration.email_sending_account: "COGNITO_DEFAULT"' in page
    )
    assert '    user_pool.email_configuration.email_sending_account = "DEVELOPER"' in page.partition("Accepted")[2]


def test_a_rule_across_environments_shows_all_their_files(cognito: Run) -> None:
    page = cognito("explain", "ENV-1").output
    assert "Warned of (production.toml):" in page
    assert "Accepted (staging.toml):" in page


def test_a_review_rule_says_how_to_accept_it(cognito: Run) -> None:
    page = cognito("explain", "client-lost").output
    assert page.startswith("client-lost: ")
    assert "Blocking of `cognito review`." in page
    assert '    rule    = "client-lost"\n    address = "aws_cognito_user_pool_client.' in page


def test_a_control_says_what_it_asks_for_and_how_to_waive_it(cognito: Run) -> None:
    page = cognito("explain", "cognito.5").output
    assert page.startswith("Cognito.5: MFA is on\n")
    assert 'Asks for user_pool.mfa.configuration: set it to "ON".' in page
    assert '"Cognito.5" = { reason = ' in page


def test_an_unknown_rule_is_named_with_the_nearest(cognito: Run) -> None:
    result = cognito("explain", "mfa10")
    assert result.exit_code == 2
    assert result.stderr.startswith('no rule is called "mfa10"; did you mean MFA-10 or ')

"""A domain."""

from __future__ import annotations

from cognito_as_code.constructs.engine import cognito_user_pool_domain, constructs, route53_record
from cognito_as_code.constructs.user_pool import UserPool
from cognito_as_code.settings.domain.model import DomainSettings


class Domain(cognito_user_pool_domain.CognitoUserPoolDomain):
    """aws_cognito_user_pool_domain.ADDRESS and, in a hosted zone, aws_route53_record.ADDRESS and ADDRESS_ipv6."""

    def __init__(
        self,
        scope: constructs.Construct,
        id: str,
        *,
        address: str,
        settings: DomainSettings,
        region: str,
        user_pool: UserPool,
    ) -> None:
        super().__init__(
            scope,
            id,
            user_pool_id=user_pool.user_pool_id,
            domain=settings.domain,
            certificate_arn=settings.certificate_arn,
            managed_login_version=settings.managed_login_version,
        )
        self.override_logical_id(address)
        self.domain_name = f"${{{self.TF_RESOURCE_TYPE}.{address}.domain}}"
        # https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html
        prefix_host = (
            f"{settings.domain}.auth{'-fips' if region.startswith('us-gov-') else ''}.{region}.amazoncognito.com"
        )
        self.url = f"https://{settings.domain if settings.is_custom else prefix_host}"
        if settings.route53_zone_id:
            for suffix, type_ in (("", "A"), ("_ipv6", "AAAA")):
                route53_record.Route53Record(
                    self,
                    f"record_{type_}",
                    zone_id=settings.route53_zone_id,
                    name=settings.domain,
                    type=type_,
                    alias=route53_record.Route53RecordAlias(
                        name=self.cloudfront_distribution,
                        zone_id=self.cloudfront_distribution_zone_id,
                        evaluate_target_health=False,
                    ),
                ).override_logical_id(f"{address}{suffix}")

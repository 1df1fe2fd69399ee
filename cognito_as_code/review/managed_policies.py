"""What AWS's own managed policies allow, as far as that matters: their weight, not their text.

Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
"""

from __future__ import annotations

import re

from .policies import Statement

_ARN = re.compile(r"arn:aws[\w-]*:iam::aws:policy/(?:.*/)?([^/]+)")

# Name -> actions. An action list is what decides its weight, not each action that AWS put there.
ACTIONS: dict[str, tuple[str, ...]] = {
    "AdministratorAccess": ("*",),
    "AdministratorAccess-Amplify": (
        "amplify:*",
        "cognito-idp:*",
        "iam:PassRole",
        "iam:CreateRole",
        "iam:AttachRolePolicy",
    ),
    "AdministratorAccess-AWSElasticBeanstalk": ("elasticbeanstalk:*", "ec2:*", "iam:PassRole"),
    "IAMFullAccess": ("iam:*",),
    "IAMReadOnlyAccess": ("iam:Get*", "iam:List*"),
    "ReadOnlyAccess": ("*:Get*", "*:List*", "*:Describe*", "s3:GetObject", "dynamodb:GetItem", "cognito-idp:ListUsers"),
    "ViewOnlyAccess": ("*:List*", "*:Describe*"),
    "SecurityAudit": ("*:List*", "*:Describe*"),
    "SystemAdministrator": ("ec2:*", "lambda:*", "rds:*", "iam:PassRole"),
    "DatabaseAdministrator": ("rds:*", "dynamodb:*", "iam:PassRole"),
    "NetworkAdministrator": ("ec2:*", "route53:*", "iam:PassRole"),
    "DataScientist": ("s3:*", "ec2:*", "iam:PassRole"),
    "AmazonBedrockFullAccess": ("bedrock:*", "iam:PassRole"),
    "AmazonBedrockLimitedAccess": ("bedrock:*",),
    "AmazonBedrockReadOnly": ("bedrock:Get*", "bedrock:List*"),
    "AmazonBedrockMarketplaceAccess": ("bedrock:*", "sagemaker:*", "iam:PassRole"),
    "BedrockAgentCoreFullAccess": ("bedrock-agentcore:*", "bedrock:*", "iam:PassRole"),
    "AmazonSageMakerFullAccess": ("sagemaker:*", "s3:*", "iam:PassRole"),
    "AWSLambda_FullAccess": ("lambda:*", "iam:PassRole"),
    "AWSLambdaFullAccess": ("lambda:*", "s3:*", "dynamodb:*", "iam:PassRole"),
    "AWSLambda_ReadOnlyAccess": ("lambda:Get*", "lambda:List*"),
    "AWSLambdaExecute": ("logs:*", "s3:GetObject", "s3:PutObject"),
    "AWSLambdaInvocation-DynamoDB": ("lambda:InvokeFunction", "dynamodb:GetRecords"),
    "AWSLambdaRole": ("lambda:InvokeFunction",),
    "SecretsManagerReadWrite": ("secretsmanager:*", "kms:ListAliases"),
    "AmazonSSMFullAccess": ("ssm:*",),
    "AmazonSSMReadOnlyAccess": ("ssm:Get*", "ssm:List*"),
    "AWSKeyManagementServicePowerUser": ("kms:CreateKey", "kms:ListKeys"),
    "AmazonCognitoPowerUser": ("cognito-idp:*", "cognito-identity:*", "iam:ListRoles"),
    "AmazonCognitoReadOnly": ("cognito-idp:ListUsers", "cognito-identity:Get*"),
    "AmazonCognitoDeveloperAuthenticatedIdentities": ("cognito-identity:GetOpenIdTokenForDeveloperIdentity",),
    "AmazonS3FullAccess": ("s3:*",),
    "AmazonS3ReadOnlyAccess": ("s3:Get*", "s3:List*"),
    "AmazonDynamoDBFullAccess": ("dynamodb:*",),
    "AmazonDynamoDBReadOnlyAccess": ("dynamodb:Get*", "dynamodb:Query", "dynamodb:Scan"),
    "AmazonEC2FullAccess": ("ec2:*",),
    "AmazonEC2ReadOnlyAccess": ("ec2:Describe*",),
    "AmazonRDSFullAccess": ("rds:*",),
    "AmazonSQSFullAccess": ("sqs:*",),
    "AmazonSNSFullAccess": ("sns:*",),
    "AmazonSNSRole": ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"),
    "AmazonSESFullAccess": ("ses:*",),
    "AmazonKinesisFullAccess": ("kinesis:*",),
    "AmazonAthenaFullAccess": ("athena:*", "s3:Get*", "glue:*"),
    "AmazonOpenSearchServiceFullAccess": ("es:*",),
    "AmazonAPIGatewayAdministrator": ("apigateway:*",),
    "AmazonAPIGatewayInvokeFullAccess": ("execute-api:Invoke",),
    "CloudWatchFullAccess": ("cloudwatch:*", "logs:*"),
    "CloudWatchLogsFullAccess": ("logs:*",),
    "CloudWatchReadOnlyAccess": ("cloudwatch:Get*", "logs:Get*"),
    "AWSLambdaBasicExecutionRole": ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"),
    "AWSXRayDaemonWriteAccess": ("xray:PutTraceSegments", "xray:PutTelemetryRecords"),
    "AWSAppSyncInvokeFullAccess": ("appsync:GraphQL",),
    "AWSIoTDataAccess": ("iot:Connect", "iot:Publish", "iot:Subscribe", "iot:Receive"),
    "AWSIoTFullAccess": ("iot:*",),
    "AmazonPollyFullAccess": ("polly:*",),
    "TranslateReadOnly": ("translate:TranslateText",),
    "ComprehendReadOnly": ("comprehend:DetectSentiment",),
    "AmazonRekognitionReadOnlyAccess": ("rekognition:DetectLabels",),
}
_POWER_USER_LACKS = ("iam:*", "organizations:*", "account:*")
_FULL_ACCESS = re.compile(r"(?:Amazon|AWS)?_?(\w+?)_?FullAccess")


def name_of(arn: str) -> str | None:
    """The name of AWS's own policy with an ARN, of any partition; None for a customer's."""
    found = _ARN.fullmatch(arn)
    return found[1] if found else None


def statements_of(name: str) -> list[Statement] | None:
    """What AWS's own policy allows, in rough; None for one that is not known here."""
    if name == "PowerUserAccess":
        return [Statement("Allow", ("*",), _POWER_USER_LACKS, ("*",), (), (), (), ())]
    actions = ACTIONS.get(name)
    if actions is None and (whole := _FULL_ACCESS.fullmatch(name)):
        actions = (f"{whole[1].lower()}:*",)
    return None if actions is None else [Statement("Allow", actions, (), ("*",), (), (), (), ())]

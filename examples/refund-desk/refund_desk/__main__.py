"""`python -m refund_desk --case FILE`: decide one case. The last line of stdout is the outcome."""

import argparse
import asyncio
import json
import sys
import uuid
from dataclasses import asdict
from pathlib import Path

import yaml
from openai import AsyncOpenAI, OpenAIError

from refund_desk import telemetry
from refund_desk.agent import Agent, Case, Outcome
from refund_desk.config import (
    ROOT,
    Config,
    Environment,
    NotConfigured,
    load_config,
    read_environment,
)
from refund_desk.orders import Orders
from refund_desk.policy import Policy
from refund_desk.prompts import Prompt, load_prompt
from refund_desk.state import State
from refund_desk.tools import Toolbox


def main() -> int:
    parser = argparse.ArgumentParser(prog="refund_desk", description=__doc__)
    parser.add_argument("--case", type=Path, required=True, help="JSON file of the request")
    path: Path = parser.parse_args().case
    try:
        case = Case.model_validate_json(path.read_text(encoding="utf-8"))
        config = load_config()
        environment = read_environment()
        prompt = load_prompt(ROOT / config.prompt)
        model = AsyncOpenAI(
            timeout=config.model.timeout_seconds, max_retries=config.model.max_retries
        )
    except (OSError, ValueError, yaml.YAMLError, NotConfigured, OpenAIError) as error:
        print(f"refund-desk not started: {error}", file=sys.stderr)
        return 2
    run = telemetry.RunContext(
        f"run-{uuid.uuid4().hex[:12]}", case.case_id, config.model.id, prompt.about.version
    )
    provider = telemetry.configure(run)
    try:
        outcome = asyncio.run(decide(case, config, environment, prompt, model))
    except Exception as crash:  # the last resort: a visible error, never a silent end
        telemetry.logger.critical("run crashed", exc_info=True)
        outcome = Outcome("error", f"crash: {type(crash).__name__}")
    finally:
        provider.shutdown()
    print(json.dumps({"run_id": run.run_id, "case_id": case.case_id, **asdict(outcome)}))
    return 1 if outcome.status == "error" else 0


async def decide(
    case: Case, config: Config, environment: Environment, prompt: Prompt, model: AsyncOpenAI
) -> Outcome:
    """One case with everything it needs opened before and closed after."""
    state = State(environment.state)
    state.prepare()
    orders = Orders(
        environment.orders_url,
        environment.orders_token,
        config.orders.timeout_seconds,
        config.retry,
    )
    policy = Policy(environment.policy_command, config.policy.timeout_seconds, config.retry)
    async with model, orders, policy:
        toolbox = Toolbox(case.case_id, orders, policy, state, config.approval)
        with telemetry.tracer.start_as_current_span("invoke_agent refund-desk") as span:
            span.set_attribute("gen_ai.operation.name", "invoke_agent")
            span.set_attribute("gen_ai.agent.name", "refund-desk")
            span.set_attribute("gen_ai.conversation.id", case.case_id)
            outcome = await Agent(config, prompt, model, toolbox, state).decide(case)
            span.set_attribute("refund_desk.status", outcome.status)
            return outcome


if __name__ == "__main__":
    sys.exit(main())

-- Which tool calls can be told again from the records, and what the others lack.
--
-- One row per part of a call: how many calls lack it, and where the first such call stands. The
-- rows `call` and `reconstructable` give the totals. A call that carries the field for its id but
-- leaves it empty was made by the agent itself, not asked for by the model, if other calls of the
-- same run do have one. Model and prompt version may stand in any record of the run.
WITH runs AS (
    SELECT
        coalesce(run, '')                            AS run,
        coalesce(bool_or(model <> ''), false)          AS has_model,
        coalesce(bool_or(prompt_version <> ''), false) AS has_prompt_version
    FROM records
    GROUP BY coalesce(run, '')
), judged AS (
    SELECT
        file,
        line_number,
        runs.run = ''                                                AS no_run,
        coalesce(call_id, '') = '' AND NOT (
            has_call_id_field AND coalesce(bool_or(call_id <> '') OVER same_run, false)
        )                                                             AS no_call_id,
        NOT has_arguments                                             AS no_arguments,
        outcome IS NULL                                               AS no_outcome,
        failed AND NOT coalesce(has_cause, false)                     AS no_cause,
        NOT has_latency                                               AS no_latency,
        NOT has_attempt                                               AS no_attempt,
        NOT runs.has_model                                            AS no_model,
        NOT runs.has_prompt_version                                   AS no_prompt_version
    FROM tool_calls
    JOIN runs ON runs.run = coalesce(tool_calls.run, '')
    WINDOW same_run AS (PARTITION BY tool_calls.run)
), answers AS (
    SELECT
        file,
        line_number,
        unnest([
            {'part': 'call', 'lacks': true},
            {'part': 'reconstructable',
             'lacks': NOT (no_run OR no_call_id OR no_arguments OR no_outcome OR no_cause)},
            {'part': 'run', 'lacks': no_run},
            {'part': 'call_id', 'lacks': no_call_id},
            {'part': 'arguments', 'lacks': no_arguments},
            {'part': 'outcome', 'lacks': no_outcome},
            {'part': 'cause', 'lacks': no_cause},
            {'part': 'latency', 'lacks': no_latency},
            {'part': 'attempt', 'lacks': no_attempt},
            {'part': 'model', 'lacks': no_model},
            {'part': 'prompt_version', 'lacks': no_prompt_version}
        ]) AS answer
    FROM judged
)
SELECT
    answer.part                           AS part,
    count_if(answer.lacks)                AS calls,
    arg_min(file, (file, line_number)) FILTER (answer.lacks)        AS first_file,
    arg_min(line_number, (file, line_number)) FILTER (answer.lacks) AS first_line
FROM answers
GROUP BY answer.part
ORDER BY answer.part

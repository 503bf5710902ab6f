"""Dagster's in-process executor, which runs one step after another, with those at the same time that can be.

    video -> frames ------> screen_text ----------\
          -> audio -> transcript -------------------> text_embeddings -> index_points

Decoders work in child processes, and the native code of recognisers does without Python's lock, so that two steps keep
two cores busy where one waits for its own. Pools, retries and skipped steps are Dagster's own (`ActiveExecution`); the
events of all steps pass through the main thread, which takes interrupts too and hands them to the steps.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, Final

import dagster as dg

from vindex_assets.cluster.dagster_internals import (
    ActiveExecution,
    EngineEventData,
    ExecuteRunWithPlanIterable,
    InProcessExecutor,
    InstanceConcurrencyContext,
    PlanExecutionContextManager,
    RetryMode,
    create_compute_log_file_key,
    serializable_error_info_from_exc_info,
    trigger_hooks,
)
from vindex_assets.cluster.threads.step_thread import StepEnd, StepNews, StepThread
from vindex_assets.runs.worker_tag import worker_tag

MAX_STEPS: Final = 4  # at once; the asset graph has three that do not wait for each other
POLL_S: Final = 0.2  # between two looks for interrupts, retries that are due and slots of pools
PROCESS_ENDS: Final = "the process of the run is being ended"
VANISHED: Final = "ended without a word, as it does where the memory is used up"

Events = Iterator[dg.DagsterEvent]


@dg.executor(name="in_process")
def step_threads_executor(_context: dg.InitExecutorContext) -> StepThreadsExecutor:
    """Execute the steps of a run in its process, those at the same time that do not wait for each other."""
    return StepThreadsExecutor(retries=RetryMode.ENABLED)


class StepThreadsExecutor(InProcessExecutor):
    """Runs the steps of a plan in threads of this process."""

    def execute(self, plan_context: Any, execution_plan: Any) -> Events:
        """Run all steps of a plan; the run is tagged with this process before two steps do so at the same time."""
        plan_context.instance.add_run_tags(plan_context.run_id, worker_tag())
        keys = execution_plan.step_keys_to_execute
        describe = partial(_engine_event, plan_context, EngineEventData.in_process(os.getpid(), keys))
        yield describe(f"Executing steps in threads of process {os.getpid()}")
        context_manager = PlanExecutionContextManager(
            job=plan_context.job,
            retry_mode=plan_context.retry_mode,
            execution_plan=plan_context.execution_plan,
            run_config=plan_context.run_config,
            dagster_run=plan_context.dagster_run,
            instance=plan_context.instance,
            raise_on_error=plan_context.raise_on_error,
            output_capture=plan_context.output_capture,
            step_dependency_config=self.step_dependency_config,
        )
        yield from ExecuteRunWithPlanIterable(plan_context.execution_plan, execute_steps, context_manager)
        yield describe(f"Finished the steps in process {os.getpid()}")


def execute_steps(job_context: Any, execution_plan: Any) -> Events:
    """Run the steps of a plan, those at the same time that do not wait for each other."""
    with ExitStack() as stack:
        slots = stack.enter_context(InstanceConcurrencyContext(job_context.instance, job_context.dagster_run))
        active = stack.enter_context(
            execution_plan.start(
                retry_mode=job_context.retry_mode,
                max_concurrent=MAX_STEPS,
                instance_concurrency_context=slots,
                step_dependency_config=job_context.step_dependency_config,
            )
        )
        with ExitStack() as captured:
            yield from _capture_output(job_context, execution_plan, captured)
            yield from _Steps(job_context, active).run()


class _Steps:
    """The steps of a run that are in work."""

    def __init__(self, job_context: Any, active: ActiveExecution) -> None:
        self._job, self._active = job_context, active
        self._news: StepNews = SimpleQueue()
        self._threads: dict[str, StepThread] = {}
        self._error: BaseException | None = None  # what ends the run: an interrupt, or an error of Dagster's

    def run(self) -> Events:
        """Run all of them; what one raises, or an interrupt of the main thread, ends the others and then the run."""
        try:
            yield from self._run()
        finally:
            self._end_all()

    def _run(self) -> Events:
        while self._threads or not (self._error or self._active.is_complete):
            if self._active.check_for_interrupts():
                self._error = self._error or dg.DagsterExecutionInterruptedError(PROCESS_ENDS)
            if self._error:
                self._interrupt()
            else:
                yield from self._start_steps()
            yield from self._pass_on()
        if self._error:
            self._active.mark_interrupted()
            raise self._error

    def _start_steps(self) -> Events:
        for step in self._active.get_steps_to_execute(limit=MAX_STEPS - len(self._threads)):
            context = self._job.for_step(step, self._active.get_known_state())
            self._threads[step.key] = StepThread(context, self._news)
        yield from self._active.concurrency_event_iterator(self._job)

    def _end_all(self) -> None:
        """Wait for the steps that are left where nobody takes their events any more: none outlives the run."""
        while self._threads:
            self._interrupt()
            news = self._next_news()
            if isinstance(news, StepEnd):
                self._take_out(news.key)
            elif news:
                self._threads[news.step_key or ""].events.append(news)

    def _interrupt(self) -> None:
        for thread in self._threads.values():
            thread.interrupt()

    def _pass_on(self) -> Events:
        """The next event of any step, and what follows from it; nothing where there is none for a while."""
        news = self._next_news()
        if isinstance(news, StepEnd):
            yield from self._end(news)
        elif news:
            self._threads[news.step_key or ""].events.append(news)
            yield news

    def _next_news(self) -> dg.DagsterEvent | StepEnd | None:
        """The next event or end of a step; None where there is none for a while.

        A thread that is gone has said all that it could: where its end is not in the queue by then, it never comes.
        """
        gone = [key for key, thread in self._threads.items() if not thread.is_alive]
        try:
            return self._news.get(timeout=0.0 if gone else POLL_S)
        except Empty:
            return StepEnd(gone[0], RuntimeError(f"the thread of step {gone[0]!r} {VANISHED}")) if gone else None

    def _end(self, end: StepEnd) -> Events:
        """A step has ended: those that depend on it are ready, or are skipped; or it is to be tried again."""
        thread = self._take_out(end.key)
        self._error = self._error or end.error
        if self._error:
            return
        self._active.verify_complete(self._job, end.key)
        skipped = list(self._active.plan_events_iterator(self._job))
        yield from skipped
        yield from trigger_hooks(thread.context, [*thread.events, *skipped])

    def _take_out(self, key: str) -> StepThread:
        """A step that has ended; its slot is free.

        Its events count from here on: a try that is due at once would else begin beside the end of the one before.
        """
        thread = self._threads.pop(key)
        for event in thread.events:
            self._active.handle_event(event)
        return thread


def _capture_output(job_context: Any, execution_plan: Any, stack: ExitStack) -> Events:
    """Have the output of the process kept with the run, until the stack closes; a fault in that ends no run."""
    logs = job_context.instance.compute_log_manager
    key = logs.build_log_key_for_run(job_context.run_id, create_compute_log_file_key())  # type: ignore[no-untyped-call]
    keys = [step.key for step in execution_plan.get_steps_to_execute_in_topo_order()]
    try:
        captured = stack.enter_context(logs.capture_logs(key))
        yield dg.DagsterEvent.capture_logs(job_context, keys, key, captured)
    except Exception:  # noqa: BLE001 - object stores raise many types
        data = EngineEventData(error=serializable_error_info_from_exc_info(sys.exc_info()))
        yield _engine_event(job_context, data, "the output of the process cannot be kept")


def _engine_event(context: Any, data: Any, message: str) -> dg.DagsterEvent:
    return dg.DagsterEvent.engine_event(context, message, data)

using Microsoft.CodeAnalysis;

namespace Millrace.Generators.Jobs;

/// <summary>What can be wrong with a job. Every message says what to write instead; a page in docs/diagnostics explains.</summary>
internal static class JobDiagnostics
{
    public static readonly DiagnosticDescriptor NotPartial = Error("MR1001", "Job is not partial",
        "'{0}' must be partial, and so must the types around it, because the generator writes its other half; add 'partial'");

    public static readonly DiagnosticDescriptor NoDefine = Error("MR1002", "Job has no Define method",
        "Job '{0}' needs a method 'void Define(JobBuilder job)' that is neither static nor generic{1}");

    public static readonly DiagnosticDescriptor Generic = Error("MR1003", "Job is generic",
        "Job '{0}' is generic, or inside a generic type; make one job class per type and share helper methods between them");

    public static readonly DiagnosticDescriptor FileLocal = Error("MR1004", "File-local type in a job",
        "'{0}' is local to its file, so that the generated half of the job cannot name it; make it internal");

    public static readonly DiagnosticDescriptor CapturesLocal = Error("MR1005", "Local has no value",
        "'{0}' has no value here, because the method around it never runs; make it a property of the job, a const, or a parameter of a helper");

    public static readonly DiagnosticDescriptor MutableState = Error("MR1006", "Lambda uses mutable state of the job",
        "'{0}' can change while the job runs on several threads; make it {1}, or keep state in an operator such as Aggregate");

    public static readonly DiagnosticDescriptor Async = Error("MR1007", "Async lambda",
        "A lambda of a job cannot be async, because nothing on a row's path may wait; remove 'async' and 'await'");

    public static readonly DiagnosticDescriptor CapturesRow = Error("MR1008", "Nested lambda captures the row",
        "The nested function uses the row '{0}', which would allocate for every row; use a local copy of it in a loop, a pattern, or a local function instead of a lambda");

    public static readonly DiagnosticDescriptor GroupEscapes = Error("MR1009", "Group is used as a value",
        "'{0}' does not exist at run time: call its methods directly, such as {0}.Count(), not in a loop or a nested function, and pass on their results");

    public static readonly DiagnosticDescriptor ControlFlow = Error("MR1010", "Statement that Define cannot have",
        "Define and its helpers are descriptions that never run: they may hold calls on streams, 'var', 'const' and a 'return' at the end; move this into a lambda or a property of the job");

    public static readonly DiagnosticDescriptor UnknownCall = Error("MR1011", "Not an operation on streams",
        "The generator does not know '{0}' on a stream; use the methods of Stream, or a method of this project that takes and returns streams");

    public static readonly DiagnosticDescriptor NotALambda = Error("MR1012", "Function is not visible",
        "The generator has to see the function to compile it; {0}");

    public static readonly DiagnosticDescriptor Managed = Error("MR1013", "Managed type in a row",
        "'{0}' cannot be part of a row inside the engine, because it holds references; {1}");

    public static readonly DiagnosticDescriptor Dangling = Error("MR1015", "Stream leads nowhere",
        "The rows of this stream go nowhere; end it with To(sink), or remove it");

    public static readonly DiagnosticDescriptor Recursion = Error("MR1016", "Helper calls itself",
        "'{0}' calls itself, which would make an endless job; write the operators out");

    public static readonly DiagnosticDescriptor Helper = Error("MR1017", "Helper cannot be read",
        "'{0}' cannot be read as part of the job: {1}");

    public static readonly DiagnosticDescriptor AnonymousIdentity = Error("MR1018", "Anonymous type used as a reference",
        "A row of anonymous type is a struct inside the engine: it is never null, and no object to compare or to pass as one; use its members, or make it a [Record]");

    public static readonly DiagnosticDescriptor NameNotConstant = Error("MR1019", "Name is not a constant",
        "The name of an operator must be a constant text, because state is found by it");

    public static readonly DiagnosticDescriptor CollectorEscapes = Error("MR1020", "Collector is used as a value",
        "'{0}' does not exist at run time: call {0}.Collect(row) directly, not in a nested function, and do not pass it on");

    public static readonly DiagnosticDescriptor NotStorable = Error("MR1021", "Type cannot be stored",
        "'{0}' cannot be read, written, a key, or kept in state, because {1}");

    public static readonly DiagnosticDescriptor NoEventTime = Error("MR1022", "Window without event time",
        "The rows of this window have no event time; call EventTime(row => …, outOfOrderness), IngestionTime() or ProcessingTime() somewhere before it");

    public static readonly DiagnosticDescriptor NotAJobClass = Error("MR1023", "Class cannot be a job",
        "Job '{0}' must be a class that can be created: not static and not abstract");

    public static readonly DiagnosticDescriptor Empty = Error("MR1024", "Job does nothing",
        "Define describes no stream; start one with job.From(source) and end it with To(sink)");

    public static readonly DiagnosticDescriptor ReservedName = Error("MR1025", "Member with a reserved name",
        "'{0}' begins with two underscores, as the members of the generated half do; rename it");

    public static readonly DiagnosticDescriptor OldLanguage = Error("MR1026", "Language version too old",
        "Generated code needs C# 12 or newer, and this project is compiled as C# {0}; set LangVersion to 12 or more, or leave it out");

    public static readonly DiagnosticDescriptor WithoutHalf = Error("MR1027", "Record that was not completed",
        "'{0}' is marked [Record], but the assembly '{1}' was built without the generator that completes it; add the package Millrace to that project");

    public static readonly DiagnosticDescriptor Aliased = Error("MR1028", "Row type behind an extern alias",
        "Generated code cannot name '{0}', because its assembly '{1}' is only known by the alias '{2}'; add 'global' to the aliases of the reference");

    public static readonly DiagnosticDescriptor FilteredTwice = Error("MR1029", "Group filtered twice",
        "A group is filtered by one Where; join the conditions with '&&'");

    public static readonly DiagnosticDescriptor KeysDiffer = Error("MR1030", "Keys of two streams differ",
        "The left stream is keyed by '{0}' and the right one by '{1}'; give both KeyBy calls the same type, for example with a cast");

    public static readonly DiagnosticDescriptor UnreadSideOutput = Error("MR1060", "Side output is never read",
        "The rows that the function sends to '{0}' go nowhere; read them with SideOutput({0}), or send them to Rows.Discard");

    public static readonly DiagnosticDescriptor NoFunctionBefore = Error("MR1061", "Stream has no side outputs",
        "Only a stream that Process returned has side outputs; call SideOutput on it before any other operator");

    public static readonly DiagnosticDescriptor NotASideOutput = Error("MR1062", "Not a side output of a function",
        "The side output must be named by its static readonly field, such as Validate.Rejected, so that the generator can find it");

    public static readonly DiagnosticDescriptor NotAnOperator = Error("MR1063", "Function is not an operator",
        "'{0}' cannot be processed with, because its state is not laid out; make it a partial struct marked [Operator], and pass it as what it is");

    public static readonly DiagnosticDescriptor TimerWithoutEventTime = Error("MR1064", "Event-time timer without event time",
        "The function has a timer by event time, but its rows have none, so it would only fire at the end; call EventTime(row => …, outOfOrderness) before, or use a ProcessingTimer");

    public static readonly DiagnosticDescriptor JoinWithoutEventTime = Error("MR1031", "Join without event time",
        "The {0} rows of this join have no event time; call EventTime(row => …, outOfOrderness) somewhere before it");

    public static readonly DiagnosticDescriptor OuterRegularJoin = Error("MR1032", "Outer join that would take results back",
        "{0} would say that a row has no partner and take it back when one comes; use Join, or say with Within(…), Window(…) or AsOf() how long to wait for a partner");

    public static readonly DiagnosticDescriptor TableWaits = Error("MR1033", "Table waits for the rows that wait for it",
        "Rows wait here until the table has been read, but the table comes from a source that waits for them; read it from a source of its own: job.From(…) a second time");

    public static readonly DiagnosticDescriptor MixedTime = Error("MR1055", "Window of two times",
        "The rows of this window have processing time on one way and another time on another; call ProcessingTime() behind the Union, or EventTime on every way");

    public static readonly DiagnosticDescriptor LateIngestionTime = Error("MR1056", "Ingestion time behind an exchange",
        "Ingestion time is the time at which a row was read, but here rows have been moved to another subtask already; call IngestionTime() before that, such as right after From");

    public static readonly DiagnosticDescriptor HiddenWatermarks = Error("MR1057", "Watermark strategy is not visible",
        "The generator has to see what is done for each row; write Watermarks.Punctuated<T>(row => …) or Watermarks.Custom<T, TGenerator>(…) here");

    public static readonly DiagnosticDescriptor CannotFire = Error("MR1040", "Window fires at its end only",
        "{0} cannot have {1}: they send their results when the watermark passes their end; use tumbling, sliding or global windows, or leave it out");

    public static readonly DiagnosticDescriptor TwoTriggers = Error("MR1041", "Trigger beside EarlyEvery",
        "A trigger of your own decides alone when results are sent; leave out EarlyEvery, EarlyByClock and EarlyAfterQuiet, or let the trigger do it");

    public static readonly DiagnosticDescriptor CannotFold = Error("MR1042", "Fold over windows made of parts",
        "These windows are put together from parts, and two values of a fold cannot be put together; use Reduce, or Aggregate with an IAggregate of your own");

    public static readonly DiagnosticDescriptor WindowEscapes = Error("MR1043", "Window is used as a value",
        "'{0}' does not exist at run time: use its members directly, or 'foreach (ref readonly var row in {0})', and pass on what they give");

    public static readonly DiagnosticDescriptor TimeBehindCall = Error("MR1075", "Event time behind an asynchronous call",
        "Rows come out of an asynchronous call later than they were read, so that watermarks cannot be told from them any more; call {0} before {1}");

    public static readonly DiagnosticDescriptor AnonymousAnswer = Error("MR1076", "Answer of anonymous type",
        "The answer of an asynchronous call cannot be of anonymous type, because the generated method has to name it; make it a record or a tuple");

    public static readonly DiagnosticDescriptor LateRowsUnsaid = new("MR3001", "Window does not say what becomes of late rows",
        "Rows that come after their window has fired are left out of it; say DropLate() if they are meant to be, or keep them with LateOutput(out var late)",
        "Millrace.Time", DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: "https://github.com/millrace/millrace/blob/main/docs/diagnostics/MR3001.md");

    public static readonly DiagnosticDescriptor Unnamed = new("MR3002", "Operator with state has no name",
        "The state of '{0}' is found again by its name; give it one that stays, with {1}",
        "Millrace.State", DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: "https://github.com/millrace/millrace/blob/main/docs/diagnostics/MR3002.md");

    public static readonly DiagnosticDescriptor NameTaken = new("MR3003", "Name of two operators",
        "Another operator of this job is called '{0}'; state, positions and uncommitted output are found by name, so {1}",
        "Millrace.State", DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: "https://github.com/millrace/millrace/blob/main/docs/diagnostics/MR3003.md");

    public static readonly DiagnosticDescriptor MadeByAnother = new("MR1098", "Code that another generator makes",
        "What another source generator makes cannot be seen where jobs are compiled ({0}); call it in a method of the job, and that method here",
        "Millrace.Jobs", DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: "https://github.com/millrace/millrace/blob/main/docs/diagnostics/MR1098.md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    public static readonly DiagnosticDescriptor Internal = Error("MR1099", "The generator failed",
        "The generator failed on job '{0}': {1}; this is a mistake of Millrace's, please report it with the job");

    public static readonly DiagnosticDescriptor NoQuantile = Error("MR1050", "Quantile that is no share",
        "A quantile is a share of the values, from 0 (the least) to 1 (the greatest), not {0}; write 0.95 for the 95th percentile");

    public static readonly DiagnosticDescriptor NoCount = Error("MR1051", "Top of no rows",
        "The best {0} rows of a group are none; ask for at least 1");

    public static readonly DiagnosticDescriptor NoOperatorToChain = Error("MR1080", "No operator that could run by itself",
        "'{0}' is for the operator before it, but what stands there has no subtasks of its own to choose; call it right behind From, Select, Process, Aggregate, To or another operator that does work");

    public static readonly DiagnosticDescriptor NoSubtasks = Error("MR1081", "Operator without subtasks",
        "An operator runs as at least 1 subtask, not {0}");

    public static readonly DiagnosticDescriptor EvictWithoutEventTime = Error("MR1082", "Rows left out by age without event time",
        "KeepWithin compares event times, and the rows of this window have none; call EventTime(row => …, outOfOrderness) somewhere before it, or use KeepLast");

    public static readonly DiagnosticDescriptor LoopNotClosed = Error("MR1090", "Loop is not closed",
        "No rows come back to this loop; send some back with CloseWith(stream), or leave Iterate out");

    public static readonly DiagnosticDescriptor LoopClosedTwice = Error("MR1091", "Loop is closed twice",
        "CloseWith has been called on this loop before; call it once, with the Union of all streams that lead back");

    public static readonly DiagnosticDescriptor FeedbackFromOutside = Error("MR1092", "Feedback that does not come from the loop",
        "Only rows of the loop can come back to it, but some of these come from elsewhere; give them to the loop with Union before Iterate");

    public static readonly DiagnosticDescriptor LoopsOverlap = Error("MR1093", "Loop inside a loop",
        "This loop shares operators with another one, so that neither could tell when it has ended; make it one loop whose rows say which round they are in, or let one loop end before the other begins");

    public static readonly DiagnosticDescriptor TimeInLoop = Error("MR1094", "Event time behind a loop",
        "Rows keep their event time in a loop, and the loop decides about watermarks; call {0} before Iterate");

    public static readonly DiagnosticDescriptor NamedSideStream = Error("MR1100", "Name of a side stream",
        "Named is for the operator before it, and a side stream is none; name the operator that it comes from, behind its own result, or one that follows");

    public static readonly DiagnosticDescriptor OutOfReach = Error("MR1150", "Helper uses what the job cannot reach",
        "The lambda becomes part of the job, which cannot reach '{0}'; make it internal");

    public static readonly DiagnosticDescriptor MeansOther = Error("MR1151", "Name means something else in the job",
        "The lambda becomes part of the job, where '{0}' means something else; {1}");

    public static readonly DiagnosticDescriptor FunctionEscapes = Error("MR1152", "Function of a helper is used as a value",
        "'{0}' becomes part of the job and is no delegate there: call it, or pass it to an operator or another helper");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Millrace.Jobs", DiagnosticSeverity.Error, isEnabledByDefault: true,
            helpLinkUri: $"https://github.com/millrace/millrace/blob/main/docs/diagnostics/{id}.md");
}

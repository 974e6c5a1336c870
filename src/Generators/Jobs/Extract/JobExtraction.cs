using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>What extraction finds: the job, where its lambdas stand, and its mistakes. Each is a step of its own in the generator.</summary>
internal sealed record JobExtraction(JobModel Model, EquatableArray<LambdaPosition> Positions, EquatableArray<DiagnosticInfo> Diagnostics);

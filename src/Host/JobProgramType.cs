using Millrace.Runtime;

namespace Millrace.Hosting;

/// <summary>What a job program needs of its job type. Not generic, so that nothing behind it is compiled once per job.</summary>
/// <param name="Name">Name of the job.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Build">Makes the job from parameter values, and its graph.</param>
internal sealed record JobProgramType(string Name, IReadOnlyList<JobParameter> Parameters, Func<ParameterValues, GraphSettings, JobGraph> Build);

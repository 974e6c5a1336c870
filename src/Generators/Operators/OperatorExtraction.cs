using Millrace.Generators.Infrastructure;

namespace Millrace.Generators.Operators;

/// <summary>An operator as read, and what is wrong with it. Without a model if no half can be added.</summary>
internal sealed record OperatorExtraction(OperatorModel? Model, EquatableArray<DiagnosticInfo> Diagnostics);

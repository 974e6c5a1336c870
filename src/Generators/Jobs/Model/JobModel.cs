using Millrace.Generators.Infrastructure;
using Millrace.Generators.Model;

namespace Millrace.Generators.Jobs.Model;

/// <summary>
/// A job as read from <c>Define</c>: no symbols, no positions, equal if it means the same. A job that could not be read
/// is not <see cref="IsComplete"/>; then only its skeleton is emitted.
/// </summary>
internal sealed record JobModel(
    ClassModel Class,
    EquatableArray<Node> Nodes,
    EquatableArray<LambdaModel> Lambdas,
    EquatableArray<FileModel> Files,
    EquatableArray<AnonymousModel> AnonymousTypes,
    bool IsComplete)
{
    /// <summary>Why the job is not complete; null if a diagnostic of the generator's says it.</summary>
    public UnreadModel? Unread { get; init; }

    /// <summary>What helpers were given and is known when a run starts.</summary>
    public EquatableArray<GivenModel> Given { get; init; } = EquatableArray<GivenModel>.Empty;
}

/// <summary>An error of the C# compiler's that keeps a job from being read. Its place is the only one of the job.</summary>
/// <param name="Error">Id and message.</param>
internal sealed record UnreadModel(string Error);

/// <summary>The user's class.</summary>
/// <param name="Namespace">Full name of its namespace, or empty.</param>
/// <param name="Headers">Declaration headers from the outermost type to the class: <c>partial class FlightDelays</c>.</param>
/// <param name="FullName">Name with <c>global::</c>.</param>
/// <param name="Name">Simple name.</param>
internal sealed record ClassModel(string Namespace, EquatableArray<string> Headers, string FullName, string Name);

/// <summary>What a file gives the lambdas in it: their names must mean the same in the generated file.</summary>
/// <param name="Usings">Using directives and extern aliases of the compilation unit.</param>
/// <param name="Namespaces">Namespace declarations around the class, outermost first.</param>
internal sealed record FileModel(string Usings, EquatableArray<NamespaceModel> Namespaces);

/// <summary>One namespace declaration and the usings in it.</summary>
internal sealed record NamespaceModel(string Name, string Usings);

/// <summary>An anonymous type that rows have; the generator makes a record of it.</summary>
internal sealed record AnonymousModel(string Name, EquatableArray<RowField> Fields);

/// <summary>
/// A piece of user code that becomes a method of the user's class: a lambda, or an argument such as a source.
/// </summary>
/// <param name="Name">Name of the method.</param>
/// <param name="File">Index in <see cref="JobModel.Files"/>.</param>
/// <param name="Text">The body as written, after replacing what needs another form in its new place.</param>
/// <param name="IsBlock">True for a body in braces.</param>
/// <param name="Nullable">Nullable context at the source: <c>enable</c>, <c>disable</c>, <c>annotations</c> or <c>warnings</c>.</param>
/// <param name="PerRow">True for lambdas, which are inlined into a loop over rows.</param>
/// <param name="Generic">Type parameter list and constraints, for methods that call the next operator; else empty.</param>
internal sealed record LambdaModel(
    string Name, int File, EquatableArray<ParameterModel> Parameters, string ReturnType, string Text, bool IsBlock,
    string Nullable, bool PerRow, string Generic)
{
    /// <summary>True for a body of several lines that throws: it is worth a call to see which line it was.</summary>
    public bool ShowsOwnLines { get; init; }

    /// <summary>True if an exception may come out of the body, so that the method that it is inlined into must be seen in a stack trace.</summary>
    public bool MayThrow { get; init; }

    /// <summary>True for a method that static functions of the user's text call too.</summary>
    public bool IsStatic { get; init; }

    /// <summary>True for an async method.</summary>
    public bool IsAsync { get; init; }

    /// <summary>Fields of the first parameter that the body reads; null if it may read any.</summary>
    public EquatableArray<string>? UsedFields { get; init; }

    /// <summary>Fields of the second parameter that the body reads; null if it may read any, or there is none.</summary>
    public EquatableArray<string>? SecondUsedFields { get; init; }
}

/// <summary>A parameter: <c>in Flight flight</c>.</summary>
internal sealed record ParameterModel(string Modifier, string Type, string Name)
{
    /// <summary>The value of one that a call may leave out; empty for one that it must pass.</summary>
    public string Default { get; init; } = "";
}

/// <summary>Where a <see cref="LambdaModel"/> was written; zero-based lines and columns.</summary>
internal sealed record LambdaPosition(string Path, int StartLine, int StartColumn, int EndLine, int EndColumn);

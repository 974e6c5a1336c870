using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>What the readers of one job share while they read it.</summary>
internal sealed class ExtractContext(Compilation compilation, INamedTypeSymbol job, CancellationToken cancellation)
{
    private readonly List<FileModel> _files = [];
    private readonly List<RowsValue> _sideStreams = [];
    private readonly Dictionary<SyntaxTree, SemanticModel> _models = [];
    private readonly Dictionary<TypeDeclarationSyntax, int> _fileOfType = [];
    private readonly HashSet<string> _names = [];
    private readonly HashSet<SyntaxNode> _entered = [];
    private readonly List<(ITypeSymbol Type, SyntaxNode Place)> _outOfReach = [];
    private int _givens;

    public Compilation Compilation { get; } = compilation;

    public INamedTypeSymbol Job { get; } = job;

    public CancellationToken Cancellation { get; } = cancellation;

    public TypeReader Types { get; } = new();

    public List<Node?> Nodes { get; } = [];

    /// <summary>Where each node was written.</summary>
    public Dictionary<int, SyntaxNode> Places { get; } = [];

    /// <summary>Nodes whose function has event-time timers.</summary>
    public HashSet<int> NeedsEventTime { get; } = [];

    /// <summary>Nodes whose function keeps something per key.</summary>
    public HashSet<int> HasState { get; } = [];

    /// <summary>Windows of which rows are left out by their event time.</summary>
    public HashSet<int> EvictsByTime { get; } = [];

    /// <summary>What the user says of the vertices of operators.</summary>
    public Dictionary<int, ChainHint> Hints { get; } = [];

    /// <summary>The rows of each output.</summary>
    public Dictionary<Input, ITypeSymbol> Rows { get; } = [];

    /// <summary>The call that made each node, which <c>Named</c> follows.</summary>
    public Dictionary<int, SyntaxNode> Calls { get; } = [];

    /// <summary>Names given, in the order in which they are, and where.</summary>
    public List<(int Node, ExpressionSyntax Place, Frame Frame)> NamedAt { get; } = [];

    /// <summary>What calls pass to helpers and is known when a run starts, in the order in which it is computed.</summary>
    public List<GivenModel> Given { get; } = [];

    public List<LambdaModel> Lambdas { get; } = [];

    public List<LambdaPosition> Positions { get; } = [];

    public List<DiagnosticInfo> Diagnostics { get; } = [];

    /// <summary>Declarations of the methods that are read: <c>Define</c>, and the helpers that it calls.</summary>
    public List<SyntaxNode> Methods { get; } = [];

    /// <summary>False for the analyzer, which has nothing copied.</summary>
    public bool Copies { get; init; } = true;

    /// <summary>What the C# compiler has to say about the code that was read; null if nothing.</summary>
    public Diagnostic? Error { get; private set; }

    public IReadOnlyList<FileModel> Files => _files;

    /// <summary>True once something could not be read; then only the skeleton of the job is emitted.</summary>
    public bool Failed { get; private set; }

    /// <summary>Reports a mistake.</summary>
    public void Report(DiagnosticDescriptor descriptor, SyntaxNode node, params string[] arguments) => Report(descriptor, node.GetLocation(), arguments);

    public void Report(DiagnosticDescriptor descriptor, Location location, params string[] arguments)
    {
        Failed = true;
        var diagnostic = DiagnosticInfo.Create(descriptor, location, arguments);
        if (!Diagnostics.Contains(diagnostic)) Diagnostics.Add(diagnostic);
    }

    /// <summary>Gives up without a word, where the C# compiler has the word.</summary>
    public void Fail() => Failed = true;

    /// <summary>Gives up without a word, where a record or an operator has a mistake, which is reported there.</summary>
    public void FailForType()
    {
        Failed = true;
        WaitsForType = true;
    }

    /// <summary>True once a record or an operator had a mistake.</summary>
    public bool WaitsForType { get; private set; }

    /// <summary>
    /// Begins to read a method; false if the C# compiler has found an error in it. Then nothing is read: the readers see only code that compiles, and
    /// mistakes of the job wait, since most would be consequences.
    /// </summary>
    public bool Enter(SyntaxNode method)
    {
        bool isFirst = _entered.Add(method);
        if (isFirst) Methods.Add(method);
        // For the analyzer nothing is at stake but warnings, which are not worth binding the method once more.
        if (isFirst && Error is null && (Copies || method.ContainsDiagnostics)) Error = UserErrors.First(ModelOf(method.SyntaxTree), method, Cancellation);
        if (Error is null) return true;
        Fail();
        return false;
    }

    /// <summary>Takes the next id for the node that a call will make.</summary>
    public int Reserve(SyntaxNode place)
    {
        int id = Nodes.Count;
        Nodes.Add(null);
        Places[id] = place;
        return id;
    }

    /// <summary>Puts a node in its place and returns its rows.</summary>
    public RowsValue Add(Node node, ITypeSymbol row, SyntaxNode place)
    {
        Nodes[node.Id] = node;
        Calls[node.Id] = place;
        return new RowsValue(new Input(node.Id, 0), row, place);
    }

    /// <summary>
    /// A name for a generated method, which no other has. Its number is that of the method, or one behind it: a name is taken before the text is read,
    /// which may call methods that are made for that.
    /// </summary>
    public string NameFor(string prefix)
    {
        int number = Lambdas.Count;
        while (!_names.Add($"{prefix}{number}")) number++;
        return $"{prefix}{number}";
    }

    /// <summary>A number for a value that a helper is given, which no other has.</summary>
    public int NextGiven() => ++_givens;

    /// <summary>Notes that generated code names a type for what stands at a place.</summary>
    public void CheckReach(ITypeSymbol type, SyntaxNode place)
    {
        if (Reach.Outside(type, Job, Compilation) is { } hidden) _outOfReach.Add((hidden, place));
    }

    /// <summary>Reports types that generated code would have to name, and cannot, unless the user's own text has named them and that has been reported.</summary>
    public void ReportOutOfReach()
    {
        foreach (var (type, place) in _outOfReach)
        {
            if (!Diagnostics.Any(diagnostic => diagnostic.Descriptor == JobDiagnostics.OutOfReach && diagnostic.Arguments[0] == type.Name)) Report(JobDiagnostics.OutOfReach, place, type.Name);
        }
    }

    /// <summary>True for a member of the job, or of a class that it derives from.</summary>
    public bool IsOfJob(ISymbol member)
    {
        for (var type = Job; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, member.ContainingType.OriginalDefinition)) return true;
        }
        return false;
    }

    /// <summary>Adds a method that is in no file of the user's.</summary>
    public void AddGenerated(LambdaModel lambda)
    {
        Lambdas.Add(lambda);
        Positions.Add(new LambdaPosition("", 0, 0, 0, 0));
    }

    /// <summary>Takes back the lambda read last, which is one that is known.</summary>
    public void RemoveLast(int lambda)
    {
        Lambdas.RemoveAt(lambda);
        Positions.RemoveAt(lambda);
    }

    /// <summary>Notes a further output of an operator, which an <c>out</c> argument names.</summary>
    public void AddSideStream(RowsValue stream, OperatorCall call, int parameter)
    {
        if (call.Out(parameter, Cancellation) is (ILocalSymbol or IParameterSymbol) and var target) call.Frame.Streams[target] = stream;
        _sideStreams.Add(stream);
    }

    /// <summary>Side streams that came into being since the last call.</summary>
    public IReadOnlyList<RowsValue> TakeSideStreams()
    {
        var taken = _sideStreams.ToList();
        _sideStreams.Clear();
        return taken;
    }

    /// <summary>Reports a method that is not of the vocabulary. Null, for what it would have made.</summary>
    public RowsValue? Unknown(OperatorCall call)
    {
        Report(JobDiagnostics.UnknownCall, call.Name, call.Name.ToString());
        return null;
    }

    /// <summary>One model per file, since a model keeps what it has bound.</summary>
    public SemanticModel ModelOf(SyntaxTree tree)
    {
        if (!_models.TryGetValue(tree, out var model)) _models[tree] = model = Compilation.GetSemanticModel(tree);
        return model;
    }

    /// <summary>Index of the file that <paramref name="place"/> is in.</summary>
    public int FileOf(SyntaxNode place)
    {
        var declaration = place.FirstAncestorOrSelf<TypeDeclarationSyntax>();
        if (declaration is not null && _fileOfType.TryGetValue(declaration, out int known)) return known;
        var home = declaration is null ? Job : ModelOf(place.SyntaxTree).GetDeclaredSymbol(declaration, Cancellation) as INamedTypeSymbol ?? Job;
        var file = FileReader.Read(place, Job, home, ModelOf(place.SyntaxTree));
        int index = _files.IndexOf(file);
        if (index < 0)
        {
            index = _files.Count;
            _files.Add(file);
        }
        if (declaration is not null) _fileOfType[declaration] = index;
        return index;
    }
}

using Microsoft.CodeAnalysis;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Reads calls to something outside the job.</summary>
internal sealed class AsyncReader(ExtractContext context, LambdaReader lambdas)
{
    /// <summary>A call for each row; null if it could not be read.</summary>
    public RowsValue? Select(RowsValue rows, OperatorCall call)
    {
        if (call.Argument(0) is not { } asked || call.Argument(1) is not { } selector || call.Argument(2) is not { } how) return null;
        var (answer, selected) = (call.Method.TypeArguments[0], call.Method.TypeArguments[1]);
        var input = context.Types.Read(rows.Row);
        if (!RowChecks.CheckRow(context, selected, call.Name) || !RowChecks.CheckStorable(context, input, call.Name) || !CheckAnswer(answer, asked)) return null;
        int id = context.Reserve(call.Name);
        var node = new AsyncNode(id, "select-async", false, OperatorCall.From(rows), context.Types.Read(selected), input, input, context.Types.NameOf(answer),
            lambdas.ReadCall(asked, call.Frame, $"__call{id}", call.Type(0)),
            lambdas.Read(selector, call.Frame, $"__select{id}", call.Type(1)),
            lambdas.ReadArgument(how, call.Frame, $"__async{id}", call.Type(2)),
            call.Argument(3) is { } fallback ? lambdas.Read(fallback, call.Frame, $"__fallback{id}", call.Type(3)) : -1);
        return context.Add(node, selected, call.Name);
    }

    /// <summary>A lookup for each row, by a key; null if it could not be read.</summary>
    public RowsValue? Lookup(RowsValue rows, OperatorCall call)
    {
        if (call.Argument(0) is not { } key || call.Argument(1) is not { } asked || call.Argument(2) is not { } selector || call.Argument(3) is not { } cache || call.Argument(4) is not { } how) return null;
        var (keyed, found, selected) = (call.Method.TypeArguments[0], call.Method.TypeArguments[1], call.Method.TypeArguments[2]);
        var (input, keyType) = (context.Types.Read(rows.Row), context.Types.Read(keyed));
        if (!RowChecks.CheckRow(context, selected, call.Name) || !RowChecks.CheckStorable(context, input, call.Name) || !RowChecks.CheckStorable(context, keyType, key) || !CheckAnswer(found, asked)) return null;
        int id = context.Reserve(call.Name);
        bool keepsMissing = call.Method.Name == "LeftLookup";
        var node = new AsyncNode(id, keepsMissing ? "left-lookup" : "lookup", false, OperatorCall.From(rows), context.Types.Read(selected), input, keyType,
            context.Types.NameOf(found.WithNullableAnnotation(NullableAnnotation.NotAnnotated)),
            lambdas.ReadCall(asked, call.Frame, $"__call{id}", call.Type(1)),
            lambdas.Read(selector, call.Frame, $"__select{id}", call.Type(2)),
            lambdas.ReadArgument(how, call.Frame, $"__async{id}", call.Type(4)),
            call.Argument(5) is { } fallback ? lambdas.Read(fallback, call.Frame, $"__fallback{id}", call.Type(5)) : -1)
        {
            Lookup = new LookupModel(lambdas.Read(key, call.Frame, context.NameFor("__key"), call.Type(0)), lambdas.ReadArgument(cache, call.Frame, $"__cache{id}", call.Type(3)), keepsMissing),
        };
        return context.Add(node, selected, call.Name);
    }

    private bool CheckAnswer(ITypeSymbol answer, SyntaxNode place)
    {
        if (answer is IErrorTypeSymbol)
        {
            context.Fail();
            return false;
        }
        if (!MentionsAnonymous(answer)) return true;
        context.Report(JobDiagnostics.AnonymousAnswer, place);
        return false;
    }

    private static bool MentionsAnonymous(ITypeSymbol type) => type switch
    {
        INamedTypeSymbol { IsAnonymousType: true } => true,
        INamedTypeSymbol named => named.TypeArguments.Any(MentionsAnonymous),
        IArrayTypeSymbol array => MentionsAnonymous(array.ElementType),
        _ => false,
    };
}

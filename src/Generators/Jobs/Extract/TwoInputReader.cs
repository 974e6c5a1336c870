using Microsoft.CodeAnalysis.CSharp;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Reads the two sides of an operator with two keyed inputs.</summary>
internal static class TwoInputReader
{
    /// <summary>
    /// Makes the sides of an operator: <paramref name="left"/>, on which it is called, and the keyed stream among its arguments. False, with
    /// a diagnostic, if their keys differ or a row cannot cross an exchange. Reserve the operator's own id afterwards.
    /// </summary>
    /// <param name="context">The job.</param>
    /// <param name="left">The stream that the operator is called on.</param>
    /// <param name="call">The call.</param>
    /// <param name="name">The operator as plans show it.</param>
    /// <param name="sides">What the operator's node has as inputs.</param>
    public static bool TryRead(ExtractContext context, KeyedValue left, OperatorCall call, string name, out EquatableArray<Input> sides)
    {
        sides = default;
        if (call.Streams.OfType<KeyedValue>().FirstOrDefault() is not { } right) return false;
        // The names of a tuple's elements do not matter.
        if (!context.Compilation.ClassifyConversion(left.KeyType, right.KeyType).IsIdentity)
        {
            context.Report(JobDiagnostics.KeysDiffer, call.Name, Short(left.Key.Type), Short(right.Key.Type));
            return false;
        }
        if (Side(context, left, call, name, 0) is not { } first || Side(context, right, call, name, 1) is not { } second) return false;
        sides = new([first, second]);
        return true;
    }

    /// <summary>Makes the sides of an operator whose right one is broadcast; false, with a diagnostic, if a row cannot cross an exchange.</summary>
    public static bool TryReadBroadcast(ExtractContext context, KeyedValue left, OperatorCall call, string name, out EquatableArray<Input> sides)
    {
        sides = default;
        if (call.Streams.OfType<BroadcastValue>().FirstOrDefault() is not { } right) return false;
        var row = context.Types.Read(right.Rows.Row);
        if (Side(context, left, call, name, 0) is not { } first || !RowChecks.CheckStorable(context, row, right.Place)) return false;
        int id = context.Reserve(call.Name);
        context.Nodes[id] = new BroadcastSideNode(id, $"{name} (broadcast)", OperatorCall.From(right.Rows), row);
        sides = new([first, new Input(id, 0)]);
        return true;
    }

    /// <summary>
    /// Makes the sides of a look-up of rows, which stay in their subtask, in a table that every subtask has, whose key is the call's last argument.
    /// False, with a diagnostic, if a row cannot cross an exchange.
    /// </summary>
    public static bool TryReadTable(ExtractContext context, LambdaReader lambdas, KeyedValue left, BroadcastValue right, OperatorCall call, out EquatableArray<Input> sides)
    {
        sides = default;
        int last = call.Method.Parameters.Length - 1;
        var (row, table) = (context.Types.Read(left.Rows.Row), context.Types.Read(right.Rows.Row));
        if (call.Argument(last) is not { } argument || !RowChecks.CheckStorable(context, row, left.Place) || !RowChecks.CheckStorable(context, table, right.Place)) return false;
        int first = context.Reserve(call.Name);
        context.Nodes[first] = new LookupSideNode(first, "join (left)", OperatorCall.From(left.Rows), row, left.Key, 0);
        var key = left.Key with { Lambda = lambdas.Read(argument, call.Frame, context.NameFor("__key"), call.Type(last)) };
        int second = context.Reserve(call.Name);
        context.Nodes[second] = new LookupSideNode(second, "join (table)", OperatorCall.From(right.Rows), table, key, 1);
        sides = new([new Input(first, 0), new Input(second, 0)]);
        return true;
    }

    private static Input? Side(ExtractContext context, KeyedValue keyed, OperatorCall call, string name, int side)
    {
        var row = context.Types.Read(keyed.Rows.Row);
        if (!RowChecks.CheckStorable(context, row, keyed.Place)) return null;
        int id = context.Reserve(call.Name);
        context.Nodes[id] = new SideNode(id, $"{name} ({(side == 0 ? "left" : "right")})", OperatorCall.From(keyed.Rows), row, keyed.Key, side);
        return new Input(id, 0);
    }

    private static string Short(TypeModel type) => type.Name.Replace("global::", "");
}
